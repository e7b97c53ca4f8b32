using BnCompiler;

namespace SnapshotTesting;

/// <summary>The network that this project ships: four measurements of a flower to three species.</summary>
[Network(4)]
[Linear(16), BatchNorm, ReLU]
[Linear(3)]
public sealed partial class Iris;
