using BnCompiler.Runtime.Tests.Support;

namespace BnCompiler.Runtime.Tests.Parameters;

public class FreeGroupTests
{
    [Fact]
    public void AParameterNamesThoseThatMoveWithIt()
    {
        ParameterSet set = Small(new(FreedomKind.Scale, 4, [0]), new(FreedomKind.Scale, 4, [1, 2, 3]), new(FreedomKind.Shift, 2, [2, 4]));

        Assert.Equal(4, set["linear1.weight"].FreeDirections);
        Assert.Empty(set["linear1.weight"].JointlyFreeWith);
        Assert.Equal(0, set["bn1.bias"].FreeDirections);
        Assert.Equal(["bn1.weight", "linear2.weight", "linear2.bias"], set["bn1.bias"].JointlyFreeWith.ToArray());
        Assert.Equal(["bn1.bias"], set["linear2.bias"].JointlyFreeWith.ToArray());
    }

    [Fact]
    public void WithoutGroupsNothingMoves()
    {
        ParameterSet set = Small();
        Assert.All(set, parameter => Assert.Equal(0, parameter.FreeDirections));
        Assert.All(set, parameter => Assert.Empty(parameter.JointlyFreeWith));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(7)]
    public void AnIndexWithoutAParameterIsRefused(int index) =>
        Assert.Equal("freeGroups", Assert.Throws<ArgumentException>(() => Small(new FreeGroup(FreedomKind.Scale, 1, [index]))).ParamName);

    private static ParameterSet Small(params FreeGroup[] groups)
    {
        ParameterLayout layout = Layouts.Small();
        return new ParameterSet(new ParameterLayout(
            layout.NetworkName, layout.Parameters, layout.Eliminated, layout.TrainableLength, layout.TotalLength, freeGroups: [.. groups]));
    }
}
