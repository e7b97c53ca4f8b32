using System.Reflection;

namespace BnCompiler;

/// <summary>Parameter sets as safetensors files.</summary>
internal static class ParameterFile
{
    public static void Save(ParameterSet parameters, string path, SaveOptions? options)
    {
        SaveOptions effective = options ?? new SaveOptions();
        SafeTensorsWriter.Write(path, Tensors(parameters, effective.IncludeEliminated), effective.Metadata);
    }

    public static void Save(ParameterSet parameters, Stream stream, SaveOptions? options)
    {
        SaveOptions effective = options ?? new SaveOptions();
        SafeTensorsWriter.Write(stream, Tensors(parameters, effective.IncludeEliminated), effective.Metadata);
    }

    public static void Load(ParameterSet parameters, string path, LoadOptions? options)
    {
        using SafeTensorsFile file = SafeTensorsFile.Open(path);
        ParameterLoader.Load(parameters, file, options);
    }

    public static void Load(ParameterSet parameters, Stream stream, LoadOptions? options)
    {
        using SafeTensorsFile file = SafeTensorsFile.Read(stream);
        ParameterLoader.Load(parameters, file, options);
    }

    public static void Load(ParameterSet parameters, Assembly assembly, string resourceName, LoadOptions? options)
    {
        using SafeTensorsFile file = SafeTensorsFile.Open(assembly, resourceName);
        ParameterLoader.Load(parameters, file, options);
    }

    /// <summary>The parameters as tensors that share their memory, in the order of the layout, then zeros for the eliminated ones.</summary>
    public static List<SafeTensor> Tensors(ParameterSet parameters, bool includeEliminated, string prefix = "")
    {
        List<SafeTensor> tensors = [];
        foreach (Parameter parameter in parameters)
        {
            tensors.Add(new SafeTensor(prefix + parameter.Name, parameter.Shape, parameter.Memory));
        }

        if (includeEliminated)
        {
            foreach (EliminatedParameter eliminated in parameters.Layout.Eliminated)
            {
                tensors.Add(new SafeTensor(prefix + eliminated.Name, eliminated.Shape, new float[eliminated.Length]));
            }
        }

        return tensors;
    }
}
