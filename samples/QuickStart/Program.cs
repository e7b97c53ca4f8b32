using QuickStart;

return CommandLine.Invoke(args, Sample.Run);
