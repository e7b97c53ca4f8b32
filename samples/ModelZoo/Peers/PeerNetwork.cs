using BnCompiler;
using BnCompiler.Runtime;

namespace ModelZoo.Peers;

/// <summary>A network of the zoo under the name, and with the names of tensors, that the peers' files have.</summary>
/// <param name="Name">The peers' name.</param>
/// <param name="Rename">The zoo's name of a tensor; null where the names are the same.</param>
/// <param name="Create">Makes the network.</param>
internal sealed record PeerNetwork(string Name, Func<string, string>? Rename, Func<PeerNetwork.Instance> Create)
{
    /// <summary>All that the peers run.</summary>
    public static IReadOnlyList<PeerNetwork> All { get; } =
    [
        new("tinymlp", null, () => Parts(new TinyMlp(), net => net.Parameters, (net, options) => net.Fold(options), (net, batch, threads) => new TinyMlp.Trainer(net, batch, threads))),
        new("mlp", null, () => Parts(new Mlp(), net => net.Parameters, (net, options) => net.Fold(options), (net, batch, threads) => new Mlp.Trainer(net, batch, threads))),
        new("lenet", null, () => Parts(new LeNet(), net => net.Parameters, (net, options) => net.Fold(options), (net, batch, threads) => new LeNet.Trainer(net, batch, threads))),
        new("resnet20", PeerNames.ResNet(blocksPerStage: 3), () => Parts(new ResNet20(), net => net.Parameters, (net, options) => net.Fold(options), (net, batch, threads) => new ResNet20.Trainer(net, batch, threads))),
        new("densenet", null, () => Parts(new DenseNetSmall(), net => net.Parameters, (net, options) => net.Fold(options), (net, batch, threads) => new DenseNetSmall.Trainer(net, batch, threads))),
        new("mobilenetv2", PeerNames.MobileNetV2, () => Parts(new MobileNetV2(), net => net.Parameters, (net, options) => net.Fold(options), (net, batch, threads) => new MobileNetV2.Trainer(net, batch, threads))),
        new("resnet18", PeerNames.ResNet(blocksPerStage: 2), () => Parts(new ResNet18(), net => net.Parameters, (net, options) => net.Fold(options), (net, batch, threads) => new ResNet18.Trainer(net, batch, threads))),
    ];

    public static PeerNetwork? Find(string name) => All.FirstOrDefault(network => network.Name == name);

    /// <summary>Makes the network and reads its weights, every one of them.</summary>
    /// <param name="path">The file.</param>
    public Instance Load(string path)
    {
        var instance = Create();
        instance.Parameters.Load(path, new LoadOptions { Rename = Rename });
        return instance;
    }

    private static Instance Parts<TNetwork>(
        TNetwork network, Func<TNetwork, ParameterSet> parameters, Func<TNetwork, FoldOptions, InferenceModel> fold, Func<TNetwork, int, int, NetworkTrainer> createTrainer) =>
        new(parameters(network), options => fold(network, options), (batch, threads) => createTrainer(network, batch, threads));

    /// <summary>A network with weights.</summary>
    /// <param name="Parameters">Its parameters.</param>
    /// <param name="Fold">Folds it as they are then.</param>
    /// <param name="CreateTrainer">Makes a trainer for a batch size and a number of threads.</param>
    internal sealed record Instance(ParameterSet Parameters, Func<FoldOptions, InferenceModel> Fold, Func<int, int, NetworkTrainer> CreateTrainer);
}
