using System.Text;
using BnCompiler.Generator.Declaration;
using Microsoft.CodeAnalysis;

namespace BnCompiler.Tool.Reading;

/// <summary>Classes of metadata as C#, with what the compiler reads: their attributes in order, and their parameters.</summary>
internal static class ClassText
{
    public static string Write(IEnumerable<AttributedClass> classes)
    {
        var text = new StringBuilder();
        foreach (var attributed in classes)
        {
            Write(text, attributed);
        }

        return text.ToString();
    }

    private static void Write(StringBuilder text, AttributedClass attributed)
    {
        string space = ClassForm.Namespace(attributed.Type);
        string[] around = [.. space.Length == 0 ? [] : new[] { "namespace " + space }, .. ClassForm.ContainingTypes(attributed.Type).Select(ClassForm.Header)];
        foreach (string header in around)
        {
            text.Append(header).Append(" {\n");
        }

        foreach (var attribute in new[] { attributed.Network, attributed.Block }.OfType<AttributeData>().Concat(attributed.Layers))
        {
            text.Append(Attribute(attribute)).Append('\n');
        }

        text.Append(ClassForm.AccessibilityKeywords(attributed.Type)).Append(' ').Append(ClassForm.Header(attributed.Type)).Append(" {\n");
        foreach (var parameter in new BlockDefinition(attributed).Parameters.Where(_ => attributed.Block is not null))
        {
            text.Append($"public const {parameter.Type.ToDisplayString()} {ClassForm.Identifier(parameter.Name)} = {ConstantText.OfPrimitive(parameter.ConstantValue)};\n");
        }

        text.Append("}\n").Insert(text.Length, "}\n", around.Length);
    }

    private static string Attribute(AttributeData attribute)
    {
        var positional = attribute.AttributeConstructor!.Parameters.Zip(attribute.ConstructorArguments, (parameter, value) => (Parameter: parameter, Value: value))
            .Reverse().SkipWhile(argument => IsLeftOut(argument.Parameter, argument.Value)).Reverse().Select(argument => ConstantText.Of(argument.Value));
        var named = attribute.NamedArguments.Select(argument => $"{argument.Key} = {ConstantText.Of(argument.Value)}");
        return $"[{attribute.AttributeClass!.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat)}({string.Join(", ", positional.Concat(named))})]";
    }

    /// <summary>Whether an argument is what C# passes where none is written: the compiler tells arguments that are written from others.</summary>
    private static bool IsLeftOut(IParameterSymbol parameter, TypedConstant value) =>
        parameter.IsParams ? value is { IsNull: false, Values.IsEmpty: true } : parameter.HasExplicitDefaultValue && Equals(parameter.ExplicitDefaultValue, value.Value);
}
