using BnCompiler.Tool;

return CommandLine.Invoke(args);
