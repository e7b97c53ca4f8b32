using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using BnCompiler.Runtime.Tests.Support;

namespace BnCompiler.Runtime.Tests.Parameters;

public class ParameterSetTests
{
    [Fact]
    public void Block_IsAlignedAndParametersAreViewsIntoIt()
    {
        for (int i = 0; i < 20; i++)
        {
            ParameterSet set = new(Layouts.Small());
            nint address = AddressOf(set.Block);
            Assert.Equal(0, address % 64);
            foreach (Parameter parameter in set)
            {
                Assert.Equal(address + (parameter.Offset * sizeof(float)), AddressOf(parameter.Values));
                Assert.Equal(0, parameter.Offset % 16);
            }
        }
    }

    [Fact]
    public void Trainable_IsTheStartOfTheBlock()
    {
        ParameterSet set = new(Layouts.Small());
        Assert.Equal(set.Layout.TrainableLength, set.Trainable.Length);
        Assert.True(set.Trainable.Overlaps(set.Block, out int offset));
        Assert.Equal(0, offset);
        Assert.All(set, parameter => Assert.Equal(parameter.IsTrainable, parameter.Offset < set.Layout.TrainableLength));
    }

    [Fact]
    public void Indexer_NamesWhatThereIs()
    {
        ParameterSet set = new(Layouts.Small());
        Assert.Equal("bn1.bias [4]", set["bn1.bias"].ToString());
        KeyNotFoundException unknown = Assert.Throws<KeyNotFoundException>(() => set["bn2.bias"]);
        Assert.Contains("no parameter 'bn2.bias'. It has: linear1.weight, bn1.weight", unknown.Message, StringComparison.Ordinal);
        KeyNotFoundException eliminated = Assert.Throws<KeyNotFoundException>(() => set["linear1.bias"]);
        Assert.Contains("was eliminated: bn1 subtracts it.", eliminated.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void CopyFrom_TakesTheValues_ButOnlyOfTheSameLayout()
    {
        ParameterSet source = Layouts.Filled(Layouts.Small(), 1);
        ParameterSet target = new(Layouts.Small());
        target.CopyFrom(source);
        Assert.Equal(source.Block.ToArray(), target.Block.ToArray());
        ParameterSet other = new(Layouts.Of(Layouts.Define("w", ParameterKind.Weight, 4, 3)));
        Assert.Equal("source", Assert.Throws<ArgumentException>(() => target.CopyFrom(other)).ParamName);
    }

    private static unsafe nint AddressOf(ReadOnlySpan<float> span) => (nint)Unsafe.AsPointer(ref MemoryMarshal.GetReference(span));
}
