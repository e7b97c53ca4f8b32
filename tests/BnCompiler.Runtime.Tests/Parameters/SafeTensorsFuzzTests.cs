using BnCompiler.Runtime.Tests.Support;

namespace BnCompiler.Runtime.Tests.Parameters;

/// <summary>Damaged files end in one of the two documented exceptions or are still good; nothing else, and never half a load.</summary>
public class SafeTensorsFuzzTests
{
    private const int Rounds = 10_000;

    [Fact]
    public void MutatedFiles_NeverCrash()
    {
        byte[] original = TensorFile.Save(Layouts.Filled(Layouts.Small(), 1));
        RandomSource random = new(99UL);
        ParameterSet set = Layouts.Filled(Layouts.Small(), 2);
        float[] before = set.Block.ToArray();
        int refused = 0;
        for (int round = 0; round < Rounds; round++)
        {
            byte[] mutated = Mutations.Apply(original, random);
            try
            {
                TensorFile.Load(set, mutated);
                before = set.Block.ToArray();
            }
            catch (Exception exception) when (exception is SafeTensorsException or ParameterMismatchException)
            {
                refused++;
                Assert.True(before.AsSpan().SequenceEqual(set.Block) || before.Any(float.IsNaN));
            }
        }

        // Most mutations hit the header, where nearly all are fatal; some hit the data, where none is.
        Assert.InRange(refused, Rounds / 2, Rounds - 1);
    }
}
