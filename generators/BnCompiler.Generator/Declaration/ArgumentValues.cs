using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace BnCompiler.Generator.Declaration;

/// <summary>Gives the arguments of one attribute the values that they have in one instance of a block, and reports those that have none.</summary>
internal sealed class ArgumentValues(Frame frame, ProblemSink problems, CancellationToken cancellation)
{
    /// <summary>Whether an argument had no value.</summary>
    public bool Failed { get; private set; }

    /// <summary>Whether an expression has another value in another instance.</summary>
    public bool IsDependent(ExpressionSyntax? written) => written is not null && frame.Constants is { } constants && constants.Expressions.IsDependent(written);

    /// <summary>A <see cref="Substitution"/>: what C# says where the expression does not depend on the block's parameters.</summary>
    public object? Of(ExpressionSyntax? written, object? constant) => IsDependent(written) ? Evaluate(written!, frame.Constants!) : constant;

    private object? Evaluate(ExpressionSyntax written, ConstantEvaluator constants)
    {
        if (constants.Expressions.Obstacle(written) is { } obstacle)
        {
            Failed = true;
            problems.Report(
                "BN0025", frame.UseLocation(cancellation), written.GetLocation(), null, $"{written}", $"'{obstacle}' is more than C#'s operators on int, double, bool and string");
            return null;
        }

        object? value = constants.Evaluate(written, out string? failure);
        if (failure is not null)
        {
            Failed = true;
            problems.ReportValue("BN0025", frame.UseLocation(cancellation), written.GetLocation(), $"{written}", failure);
        }

        return value;
    }
}
