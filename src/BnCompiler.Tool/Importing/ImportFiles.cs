using BnCompiler.Tool.Declaring;

namespace BnCompiler.Tool.Importing;

/// <summary>Writes what an import comes to.</summary>
internal static class ImportFiles
{
    /// <summary>Writes NAME.cs and NAME.safetensors.</summary>
    /// <param name="remark">The summary of the class.</param>
    public static void Write(Declaration declaration, string folder, string name, string? space, string remark)
    {
        Directory.CreateDirectory(folder);
        SafeTensorsWriter.Write(Path.Combine(folder, name + ".safetensors"), WeightsWriter.Tensors(declaration));
        File.WriteAllText(Path.Combine(folder, name + ".cs"), DeclarationWriter.Write(declaration, name, space, remark));
    }
}
