using BnCompiler;
using BnCompiler.Runtime;

namespace ModelZoo.Peers;

/// <summary>A network of the zoo under the name, and with the names of tensors, that the peers' files have.</summary>
/// <param name="Name">The peers' name.</param>
/// <param name="Rename">The zoo's name of a tensor; null where the names are the same.</param>
/// <param name="Create">Makes the network: its parameters, and what folds it as they are then.</param>
internal sealed record PeerNetwork(string Name, Func<string, string>? Rename, Func<(ParameterSet Parameters, Func<InferenceModel> Fold)> Create)
{
    /// <summary>All that the peers run.</summary>
    public static IReadOnlyList<PeerNetwork> All { get; } =
    [
        new("tinymlp", null, () => Parts(new TinyMlp(), net => net.Parameters, net => net.Fold())),
        new("mlp", null, () => Parts(new Mlp(), net => net.Parameters, net => net.Fold())),
        new("lenet", null, () => Parts(new LeNet(), net => net.Parameters, net => net.Fold())),
        new("resnet20", PeerNames.ResNet(blocksPerStage: 3), () => Parts(new ResNet20(), net => net.Parameters, net => net.Fold())),
        new("densenet", null, () => Parts(new DenseNetSmall(), net => net.Parameters, net => net.Fold())),
        new("mobilenetv2", PeerNames.MobileNetV2, () => Parts(new MobileNetV2(), net => net.Parameters, net => net.Fold())),
        new("resnet18", PeerNames.ResNet(blocksPerStage: 2), () => Parts(new ResNet18(), net => net.Parameters, net => net.Fold())),
    ];

    public static PeerNetwork? Find(string name) => All.FirstOrDefault(network => network.Name == name);

    /// <summary>Reads the weights, every one of them, and folds.</summary>
    public InferenceModel Load(string path)
    {
        var (parameters, fold) = Create();
        parameters.Load(path, new LoadOptions { Rename = Rename });
        return fold();
    }

    private static (ParameterSet Parameters, Func<InferenceModel> Fold) Parts<TNetwork>(
        TNetwork network, Func<TNetwork, ParameterSet> parameters, Func<TNetwork, InferenceModel> fold) => (parameters(network), () => fold(network));
}
