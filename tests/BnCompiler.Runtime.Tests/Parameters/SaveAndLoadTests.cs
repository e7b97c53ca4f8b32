using BnCompiler.Runtime.Tests.Support;

namespace BnCompiler.Runtime.Tests.Parameters;

public class SaveAndLoadTests
{
    [Fact]
    public void WhatWasSaved_IsLoaded()
    {
        using TemporaryFolder folder = new();
        ParameterSet saved = Layouts.Filled(Layouts.Small(), 1);
        saved["bn1.bias"].Values[0] = float.NaN;
        saved["bn1.bias"].Values[1] = float.NegativeInfinity;
        saved["bn1.bias"].Values[2] = -0.0f;
        saved.Save(folder.File("net.safetensors"));
        ParameterSet loaded = new(Layouts.Small());
        loaded.Load(folder.File("net.safetensors"));
        Assert.Equal(Bits(saved), Bits(loaded));
        Assert.Equal(["net.safetensors"], folder.Names);
    }

    [Fact]
    public void SavedFile_HasPyTorchsNames_AndZerosForWhatWasEliminated()
    {
        ParameterSet set = Layouts.Filled(Layouts.Small(), 1);
        using SafeTensorsFile file = TensorFile.Read(TensorFile.Save(set));
        Assert.Equal([.. set.Select(parameter => parameter.Name), "linear1.bias"], file.Tensors.Select(entry => entry.Name));
        Assert.Equal("pt", file.Metadata["format"]);
        float[] bias = [1, 1, 1, 1];
        file.ReadSingles(file.Find("linear1.bias")!, bias);
        Assert.Equal([0, 0, 0, 0], bias);
        using SafeTensorsFile without = TensorFile.Read(TensorFile.Save(set, new SaveOptions { IncludeEliminated = false }));
        Assert.Null(without.Find("linear1.bias"));
    }

    [Fact]
    public void SavedData_StartsAtAMultipleOf8_AndIsTheSameEachTime()
    {
        byte[] bytes = TensorFile.Save(Layouts.Filled(Layouts.Small(), 1));
        Assert.Equal(0UL, BitConverter.ToUInt64(bytes) % 8);
        Assert.Equal(bytes, TensorFile.Save(Layouts.Filled(Layouts.Small(), 1)));
    }

    [Fact]
    public void Save_ReplacesTheFileAsAWhole_OrNotAtAll()
    {
        using TemporaryFolder folder = new();
        string path = folder.File("net.safetensors");
        File.WriteAllText(path, "old");
        ParameterSet set = Layouts.Filled(Layouts.Small(), 1);
        Assert.Throws<ArgumentException>(() => SafeTensorsWriter.Write(path, [new SafeTensor("a", [3], new float[2])]));
        Assert.Equal("old", File.ReadAllText(path));
        Assert.Equal(["net.safetensors"], folder.Names);
        set.Save(path);
        Assert.Equal(TensorFile.Save(set), File.ReadAllBytes(path));
        Assert.Throws<DirectoryNotFoundException>(() => set.Save(folder.File("missing/net.safetensors")));
    }

    [Fact]
    public void Load_ListsEverythingThatDoesNotFit_AndChangesNothing()
    {
        byte[] bytes = TensorFile.Of(
            ("linear1.weight", "F32", [3, 4], new byte[48]),
            ("bn1.weight", "I32", [4], new byte[16]),
            ("bn1.bias", "F16", [4], new byte[8]),
            ("bn1.running_mean", "F32", [4], new byte[16]),
            ("bn1.num_batches_tracked", "I64", [], new byte[8]),
            ("linear1.bias", "F32", [5], new byte[20]),
            ("linear3.weight", "F32", [1], new byte[4]));
        ParameterSet set = Layouts.Filled(Layouts.Small(), 1);
        uint[] before = Bits(set);
        ParameterMismatchException exception = Assert.Throws<ParameterMismatchException>(() => TensorFile.Load(set, bytes));
        Assert.Equal(
            [
                "misshapen: 'linear1.weight' is [3, 4], expected [4, 3]",
                "of the wrong type: 'bn1.weight' is I32, expected F32, F16, BF16 or F64",
                "missing: 'linear2.weight' [2, 4]",
                "missing: 'linear2.bias' [2]",
                "missing: 'bn1.running_var' [4]",
                "misshapen: 'linear1.bias' is [5], expected [4]",
                "unexpected: 'linear3.weight' [1]",
            ],
            exception.Problems.ToArray());
        Assert.All(exception.Problems, problem => Assert.Contains(problem, exception.Message, StringComparison.Ordinal));
        Assert.Equal(before, Bits(set));
    }

    [Fact]
    public void NotStrict_TakesWhatThereIs_ButNoWrongShape()
    {
        ParameterSet set = Layouts.Filled(Layouts.Small(), 1);
        float[] weight = set["linear1.weight"].Values.ToArray();
        LoadOptions options = new() { Strict = false };
        TensorFile.Load(set, TensorFile.Of(("linear2.bias", "F32", [2], TensorFile.Singles(3, 4)), ("x", "U8", [1], [1])), options);
        Assert.Equal([3, 4], set["linear2.bias"].Values.ToArray());
        Assert.Equal(weight, set["linear1.weight"].Values.ToArray());
        Assert.Throws<ParameterMismatchException>(
            () => TensorFile.Load(set, TensorFile.Of(("linear2.bias", "F32", [3], new byte[12])), options));
    }

    [Theory]
    [InlineData("bn1.bias")]
    [InlineData("linear1.bias")]
    public void NonFiniteValues_AreRefusedOnDemand(string name)
    {
        ParameterSet source = Layouts.Filled(Layouts.Small(), 1);
        byte[] bytes = TensorFile.Save(source);
        using (SafeTensorsFile file = TensorFile.Read(bytes))
        {
            int start = 8 + (int)BitConverter.ToUInt64(bytes) + (int)file.Find(name)!.Begin;
            BitConverter.GetBytes(float.NaN).CopyTo(bytes, start + 4);
        }

        ParameterSet set = Layouts.Filled(Layouts.Small(), 2);
        uint[] before = Bits(set);
        ParameterMismatchException exception = Assert.Throws<ParameterMismatchException>(
            () => TensorFile.Load(set, bytes, new LoadOptions { RejectNonFinite = true }));
        Assert.Contains($"not finite: '{name}' holds NaN at index 1", exception.Problems);
        Assert.Equal(before, Bits(set));
        TensorFile.Load(set, bytes);
        Assert.NotEqual(before, Bits(set));
    }

    /// <summary>A set that nobody has looked at takes a file without a copy; what it holds is the same, whether the file is good or not.</summary>
    [Fact]
    public void AFreshSet_IsLoadedLikeAnother()
    {
        byte[] bytes = TensorFile.Save(Layouts.Filled(Layouts.Small(), 1));
        ParameterSet fresh = new(Layouts.Small());
        fresh.Initialize(7);
        ParameterSet seen = new(Layouts.Small());
        seen.Initialize(7);
        uint[] initial = Bits(seen);
        byte[] shorter = bytes[..^4];
        Assert.Throws<SafeTensorsException>(() => TensorFile.Load(fresh, shorter));
        byte[] notFinite = [.. bytes];
        BitConverter.GetBytes(float.NaN).CopyTo(notFinite, bytes.Length - 4);
        Assert.Throws<ParameterMismatchException>(() => TensorFile.Load(fresh, notFinite, new LoadOptions { RejectNonFinite = true }));
        TensorFile.Load(fresh, bytes);
        TensorFile.Load(seen, bytes);
        Assert.Equal(Bits(seen), Bits(fresh));

        ParameterSet refused = new(Layouts.Small());
        refused.Initialize(7);
        Assert.Throws<ParameterMismatchException>(() => TensorFile.Load(refused, notFinite, new LoadOptions { RejectNonFinite = true }));
        Assert.Equal(initial, Bits(refused));
        ParameterSet empty = new(Layouts.Small());
        Assert.Throws<ParameterMismatchException>(() => TensorFile.Load(empty, notFinite, new LoadOptions { RejectNonFinite = true }));
        Assert.All(empty.Block.ToArray(), value => Assert.Equal(0, value));
    }

    [Fact]
    public void RejectNonFinite_SeesWhatRoundingMakesInfinite()
    {
        ParameterSet set = new(Layouts.Of(Layouts.Define("w", ParameterKind.Weight, 1, 1)));
        byte[] bytes = TensorFile.Of(("w", "F64", [1, 1], TensorFile.Doubles(1e39)));
        Assert.Throws<ParameterMismatchException>(() => TensorFile.Load(set, bytes, new LoadOptions { RejectNonFinite = true }));
    }

    [Fact]
    public void Prefix_SelectsAndIsCutOff()
    {
        ParameterSet set = new(Layouts.Of(Layouts.Define("w", ParameterKind.Weight, 1, 1)));
        TensorFile.Load(
            set,
            TensorFile.Of(("module.w", "F32", [1, 1], TensorFile.Singles(8)), ("w", "F32", [7], new byte[28])),
            new LoadOptions { Prefix = "module." });
        Assert.Equal(8, set["w"].Values[0]);
    }

    [Fact]
    public void Rename_GivesEveryTensorTheNetworksName_AlsoWhatIsAbsorbed()
    {
        ParameterSet source = Layouts.Filled(Layouts.Small(), 1);
        ParameterSet plain = new(Layouts.Small());
        ParameterSet renamed = new(Layouts.Small());
        byte[] bytes = WithTorchsNames(source);
        Assert.Throws<ParameterMismatchException>(() => TensorFile.Load(renamed, bytes));
        TensorFile.Load(renamed, bytes, new LoadOptions { Prefix = "net.", Rename = FromTorchsNames });
        TensorFile.Load(plain, TensorFile.Of(
            [.. source.Select(parameter => (parameter.Name, "F32", parameter.Shape.ToArray(), TensorFile.Singles(parameter.Values.ToArray()))), ("linear1.bias", "F32", [4], TensorFile.Singles(1, 2, 3, 4))]));
        Assert.Equal(Bits(plain), Bits(renamed));
    }

    [Fact]
    public void Rename_StaysStrict_AndSaysBothNames()
    {
        ParameterSet set = new(Layouts.Of(Layouts.Define("w", ParameterKind.Weight, 1, 1)));
        byte[] bytes = TensorFile.Of(("module.b", "F32", [1, 1], new byte[4]), ("other", "F32", [1], new byte[4]));
        LoadOptions options = new() { Prefix = "module.", Rename = name => $"new.{name}" };
        ParameterMismatchException exception = Assert.Throws<ParameterMismatchException>(() => TensorFile.Load(set, bytes, options));
        Assert.Equal(["missing: 'w' [1, 1]", "unexpected: 'module.b' [1, 1], renamed to 'new.b'"], exception.Problems.ToArray());
        TensorFile.Load(set, bytes, options with { Strict = false });
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Rename_ThatGivesTwoTensorsOneName_IsRefused(bool strict)
    {
        ParameterSet set = new(Layouts.Of(Layouts.Define("w", ParameterKind.Weight, 1, 1)));
        byte[] bytes = TensorFile.Of(("a", "F32", [1, 1], TensorFile.Singles(8)), ("b", "F32", [1, 1], TensorFile.Singles(9)));
        ParameterMismatchException exception = Assert.Throws<ParameterMismatchException>(
            () => TensorFile.Load(set, bytes, new LoadOptions { Strict = strict, Rename = _ => "w" }));
        Assert.Equal(["ambiguous: 'a' and 'b' are both renamed to 'w'"], exception.Problems.ToArray());
        Assert.Equal(0, set["w"].Values[0]);
    }

    [Fact]
    public void Rename_ThatReturnsNull_IsNamed()
    {
        ParameterSet set = new(Layouts.Of(Layouts.Define("w", ParameterKind.Weight, 1, 1)));
        InvalidOperationException exception = Assert.Throws<InvalidOperationException>(
            () => TensorFile.Load(set, TensorFile.Of(("v", "F32", [1, 1], new byte[4])), new LoadOptions { Rename = _ => null! }));
        Assert.Contains("'v'", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AStreamThatCannotSeek_AndOneThatDoesNotBeginWithTheFile_AreRead()
    {
        ParameterSet source = Layouts.Filled(Layouts.Small(), 1);
        byte[] bytes = TensorFile.Save(source);
        ParameterSet first = new(Layouts.Small());
        using (MemoryStream compressed = new())
        {
            using (System.IO.Compression.GZipStream writer = new(compressed, System.IO.Compression.CompressionMode.Compress, leaveOpen: true))
            {
                writer.Write(bytes);
            }

            compressed.Position = 0;
            using System.IO.Compression.GZipStream reader = new(compressed, System.IO.Compression.CompressionMode.Decompress);
            first.Load(reader);
        }

        ParameterSet second = new(Layouts.Small());
        second.Load(new MemoryStream([1, 2, 3, .. bytes]) { Position = 3 });
        Assert.Equal(Bits(source), Bits(first));
        Assert.Equal(Bits(source), Bits(second));
    }

    [Fact]
    public void Writer_RefusesTensorsThatContradictThemselves()
    {
        using MemoryStream stream = new();
        Assert.Equal("tensors", Assert.Throws<ArgumentException>(
            () => SafeTensorsWriter.Write(stream, [new SafeTensor("a", [3], new float[2])])).ParamName);
        Assert.Throws<ArgumentException>(() => SafeTensorsWriter.Write(stream, [new SafeTensor("a", [], new float[1]), new SafeTensor("a", [], new float[1])]));
        Assert.Throws<ArgumentException>(() => SafeTensorsWriter.Write(stream, [new SafeTensor("__metadata__", [], new float[1])]));
    }

    /// <summary>The small network as PyTorch's <c>Sequential</c> would number it, with the bias that is eliminated here and the counter.</summary>
    private static byte[] WithTorchsNames(ParameterSet source) => TensorFile.Of(
        [
            .. source.Select(parameter => ($"net.{ToTorchsNames(parameter.Name)}", "F32", parameter.Shape.ToArray(), TensorFile.Singles(parameter.Values.ToArray()))),
            ("net.0.bias", "F32", [4], TensorFile.Singles(1, 2, 3, 4)),
            ("net.1.num_batches_tracked", "I64", [], new byte[8]),
        ]);

    private static string ToTorchsNames(string name) =>
        name.Replace("linear1.", "0.", StringComparison.Ordinal).Replace("bn1.", "1.", StringComparison.Ordinal).Replace("linear2.", "2.", StringComparison.Ordinal);

    private static string FromTorchsNames(string name) => name[0] switch
    {
        '0' => $"linear1{name[1..]}",
        '1' => $"bn1{name[1..]}",
        '2' => $"linear2{name[1..]}",
        _ => name,
    };

    private static uint[] Bits(ParameterSet set) => [.. set.Block.ToArray().Select(BitConverter.SingleToUInt32Bits)];
}
