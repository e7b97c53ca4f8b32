using ModelZoo;

return CommandLine.Invoke(args);
