using ModelZoo.Peers;
using Xunit;

namespace BnCompiler.ModelZoo.Tests;

public sealed class PeerNetworkTests
{
    public static TheoryData<string> Networks => [.. PeerNetwork.All.Select(network => network.Name)];

    /// <summary>Also those that the compiler has eliminated: the peers' files hold them.</summary>
    [Theory]
    [MemberData(nameof(Networks))]
    public void EveryTensorOfAPeerBecomesOneOfTheNetwork(string name)
    {
        var network = PeerNetwork.Find(name)!;
        var layout = network.Create().Parameters.Layout;
        var expected = layout.Parameters.Select(parameter => parameter.Name).Concat(layout.Eliminated.Select(parameter => parameter.Name));
        Assert.Equal(expected.Order(StringComparer.Ordinal), PeerModules.Of(name).Select(network.Rename ?? (tensor => tensor)).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void AnUnknownNetworkIsNone() => Assert.Null(PeerNetwork.Find("alexnet"));
}
