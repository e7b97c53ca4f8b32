using BnCompiler.Runtime.Tests.Training;

// Test runners load the assembly; only the kill tests start it.
return KillTarget.Run(args);
