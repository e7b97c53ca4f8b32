using TrainResNet;

return CommandLine.Invoke(args, Sample.Run);
