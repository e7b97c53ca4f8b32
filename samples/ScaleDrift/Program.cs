using ScaleDrift;

return CommandLine.Invoke(args, Sample.Run);
