using BnCompiler.Runtime;

namespace BnCompiler.Runtime.Tests.Training;

public class TrainerPlanTests
{
    [Fact]
    public void Values_AreReadFromTheirTexts()
    {
        TrainerValue[] expected = [new("input", 16, 32), new("layer1.0.relu1, layer1.0.conv2", 0, 16)];
        Assert.Equal(expected, TrainerPlan.ValuesOf("input:16+32 layer1.0.relu1|layer1.0.conv2:0+16").ToArray());
        Assert.Empty(TrainerPlan.ValuesOf(""));
    }

    [Theory]
    [InlineData("conv1")]
    [InlineData(":0+16")]
    [InlineData("conv1:+16")]
    [InlineData("conv1:0+")]
    [InlineData("conv1:-1+16")]
    [InlineData("conv1+0:16")]
    public void WrongTexts_AreNamed(string text) =>
        Assert.Contains($"'{text}'", Assert.Throws<ArgumentException>(() => TrainerPlan.ValuesOf("input:0+1 " + text)).Message, StringComparison.Ordinal);
}
