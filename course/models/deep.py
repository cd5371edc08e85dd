def mlp(): ...


mlp_regressor = residual_cnn = residual_mlp = small_cnn = torchvision_model = mlp
