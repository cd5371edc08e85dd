"""Answers to `linear_probe`: other linear models, and the known mistakes."""

import torch
from sklearn.linear_model import LogisticRegression, RidgeClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler


def features(encoder, X):
    encoder.eval()
    with torch.no_grad():
        return encoder(X).flatten(1).numpy()


def alternative_ridge() -> dict:
    """A ridge classifier; maps are averaged; the encoder gets its mode back."""

    def linear_probe(encoder, Xtr, ytr, Xte, yte):
        mode = encoder.training
        encoder.eval()
        found = []
        for X in (Xtr, Xte):
            with torch.inference_mode():
                F = encoder(X)
            found.append((F.mean(dim=(2, 3)) if F.ndim == 4 else F).numpy())
        encoder.train(mode)
        return RidgeClassifier().fit(found[0], ytr).score(found[1], yte)

    return {"linear_probe": linear_probe}


def alternative_scaler_of_training_rows() -> dict:
    """Scale by the training rows, in a pipeline."""

    def linear_probe(encoder, Xtr, ytr, Xte, yte):
        model = make_pipeline(StandardScaler(), LogisticRegression(max_iter=1000))
        model.fit(features(encoder, Xtr), ytr)
        return model.score(features(encoder, Xte), yte)

    return {"linear_probe": linear_probe}


def alternative_gradient_steps() -> dict:
    """Train one linear layer by Adam."""

    def linear_probe(encoder, Xtr, ytr, Xte, yte):
        encoder.eval()
        with torch.no_grad():
            train, test = encoder(Xtr).flatten(1), encoder(Xte).flatten(1)
        torch.manual_seed(0)
        layer = torch.nn.Linear(train.shape[1], int(max(ytr)) + 1)
        adam = torch.optim.Adam(layer.parameters(), lr=0.1, weight_decay=1e-3)
        target = torch.as_tensor(ytr)
        for _ in range(60):
            adam.zero_grad()
            torch.nn.functional.cross_entropy(layer(train), target).backward()
            adam.step()
        guess = layer(test).argmax(1)
        return (guess == torch.as_tensor(yte)).double().mean().item()

    return {"linear_probe": linear_probe}


def wrong_train_mode() -> dict:
    def linear_probe(encoder, Xtr, ytr, Xte, yte):
        with torch.no_grad():
            train, test = (encoder(X).flatten(1).numpy() for X in (Xtr, Xte))
        return LogisticRegression(max_iter=1000).fit(train, ytr).score(test, yte)

    return {"linear_probe": linear_probe}


def wrong_trains_encoder() -> dict:
    def linear_probe(encoder, Xtr, ytr, Xte, yte):
        encoder.eval()
        torch.manual_seed(0)
        layer = torch.nn.Linear(encoder(Xtr[:2]).flatten(1).shape[1], int(max(ytr)) + 1)
        parameters = [*encoder.parameters(), *layer.parameters()]
        adam = torch.optim.Adam(parameters, lr=0.02, weight_decay=1e-3)
        for _ in range(150):
            adam.zero_grad()
            logits = layer(encoder(Xtr).flatten(1))
            torch.nn.functional.cross_entropy(logits, torch.as_tensor(ytr)).backward()
            adam.step()
        guess = layer(encoder(Xte).flatten(1)).argmax(1)
        return (guess == torch.as_tensor(yte)).double().mean().item()

    return {"linear_probe": linear_probe}


def wrong_returns_train_acc() -> dict:
    def linear_probe(encoder, Xtr, ytr, Xte, yte):
        F = features(encoder, Xtr)
        return LogisticRegression(max_iter=1000).fit(F, ytr).score(F, ytr)

    return {"linear_probe": linear_probe}


def wrong_fit_on_test() -> dict:
    import numpy as np

    def linear_probe(encoder, Xtr, ytr, Xte, yte):
        F, G = features(encoder, Xtr), features(encoder, Xte)
        model = LogisticRegression(max_iter=1000)
        model.fit(np.concatenate([F, G]), np.concatenate([ytr, yte]))
        return model.score(G, yte)

    return {"linear_probe": linear_probe}


def wrong_scaler_on_all() -> dict:
    import numpy as np

    def linear_probe(encoder, Xtr, ytr, Xte, yte):
        F, G = features(encoder, Xtr), features(encoder, Xte)
        scaler = StandardScaler().fit(np.concatenate([F, G]))
        model = LogisticRegression(max_iter=1000).fit(scaler.transform(F), ytr)
        return model.score(scaler.transform(G), yte)

    return {"linear_probe": linear_probe}
