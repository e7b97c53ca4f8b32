namespace BnCompiler.Runtime.Tests.Data;

public class DatasetTests
{
    [Fact]
    public void Slice_SharesTheMemory()
    {
        float[] inputs = [0, 1, 2, 3, 4, 5];
        Dataset labelled = new Dataset(inputs, 2, new[] { 7, 8, 9 }).Slice(1, 2);
        inputs[2] = 20;
        Assert.Equal((2, 2, true), (labelled.Count, labelled.InputLength, labelled.HasLabels));
        Assert.Equal([20, 3, 4, 5], labelled.Inputs.ToArray());
        Assert.Equal([8, 9], labelled.Labels.ToArray());
        Dataset valued = new Dataset(inputs, 2, new float[] { 1, 2, 3 }, 1).Slice(2, 1);
        Assert.Equal([3], valued.Targets.ToArray());
        Assert.Equal((1, false), (valued.TargetLength, valued.HasLabels));
    }

    [Fact]
    public void WrongLengths_AreNamed()
    {
        Assert.Equal("inputs", Assert.Throws<ArgumentException>(() => new Dataset(new float[5], 2, new int[2])).ParamName);
        Assert.Equal("labels", Assert.Throws<ArgumentException>(() => new Dataset(new float[6], 2, new int[2])).ParamName);
        Assert.Equal("targets", Assert.Throws<ArgumentException>(() => new Dataset(new float[6], 2, new float[5], 2)).ParamName);
        Assert.Equal("inputLength", Assert.Throws<ArgumentOutOfRangeException>(() => new Dataset(new float[6], 0, new int[2])).ParamName);
        Assert.Equal("targetLength", Assert.Throws<ArgumentOutOfRangeException>(() => new Dataset(new float[6], 2, new float[6], 0)).ParamName);
        Dataset dataset = new(new float[6], 2, new int[3]);
        Assert.Equal("start", Assert.Throws<ArgumentOutOfRangeException>(() => dataset.Slice(-1, 1)).ParamName);
        Assert.Equal("count", Assert.Throws<ArgumentOutOfRangeException>(() => dataset.Slice(1, 3)).ParamName);
    }
}
