using BnCompiler;
using BnCompiler.Runtime;

namespace ModelZoo.Peers;

/// <summary>A network of the zoo under the name, and with the names of tensors, that the peers' files have.</summary>
/// <param name="Name">The peers' name.</param>
/// <param name="Rename">The zoo's name of a tensor; null where the names are the same.</param>
/// <param name="Create">Makes the network: its parameters, and what folds it as they are then.</param>
internal sealed record PeerNetwork(string Name, Func<string, string>? Rename, Func<(ParameterSet Parameters, Func<FoldOptions, InferenceModel> Fold)> Create)
{
    /// <summary>All that the peers run.</summary>
    public static IReadOnlyList<PeerNetwork> All { get; } =
    [
        new("tinymlp", null, () => Parts(new TinyMlp(), net => net.Parameters, (net, options) => net.Fold(options))),
        new("mlp", null, () => Parts(new Mlp(), net => net.Parameters, (net, options) => net.Fold(options))),
        new("lenet", null, () => Parts(new LeNet(), net => net.Parameters, (net, options) => net.Fold(options))),
        new("resnet20", PeerNames.ResNet(blocksPerStage: 3), () => Parts(new ResNet20(), net => net.Parameters, (net, options) => net.Fold(options))),
        new("densenet", null, () => Parts(new DenseNetSmall(), net => net.Parameters, (net, options) => net.Fold(options))),
        new("mobilenetv2", PeerNames.MobileNetV2, () => Parts(new MobileNetV2(), net => net.Parameters, (net, options) => net.Fold(options))),
        new("resnet18", PeerNames.ResNet(blocksPerStage: 2), () => Parts(new ResNet18(), net => net.Parameters, (net, options) => net.Fold(options))),
    ];

    public static PeerNetwork? Find(string name) => All.FirstOrDefault(network => network.Name == name);

    /// <summary>Reads the weights, every one of them, and folds.</summary>
    /// <param name="path">The file.</param>
    /// <param name="threads">Threads that a call may use at most.</param>
    public InferenceModel Load(string path, int threads)
    {
        var (parameters, fold) = Create();
        parameters.Load(path, new LoadOptions { Rename = Rename });
        return fold(new FoldOptions { Threads = threads });
    }

    private static (ParameterSet Parameters, Func<FoldOptions, InferenceModel> Fold) Parts<TNetwork>(
        TNetwork network, Func<TNetwork, ParameterSet> parameters, Func<TNetwork, FoldOptions, InferenceModel> fold) =>
        (parameters(network), options => fold(network, options));
}
