using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace BnCompiler.Generator.Declaration;

/// <summary>
/// Computes the expressions of a block for given values of its parameters. A parameter that is not given has its default, which may depend
/// on others: <c>const int Hidden = 4 * Channels</c>.
/// </summary>
/// <param name="expressions">The block's expressions.</param>
/// <param name="given">Values of parameters.</param>
internal sealed class ConstantEvaluator(BlockExpressions expressions, IReadOnlyDictionary<IFieldSymbol, object?> given)
{
    public BlockExpressions Expressions { get; } = expressions;

    /// <summary>The value of an expression that nothing stands against, or why there is none.</summary>
    public object? Evaluate(ExpressionSyntax expression, out string? failure)
    {
        try
        {
            failure = null;
            return Value(expression);
        }
        catch (OverflowException)
        {
            failure = "the result is no 32-bit integer";
        }
        catch (DivideByZeroException)
        {
            failure = "it divides by zero";
        }

        return null;
    }

    private object? Value(ExpressionSyntax expression) => Expressions.IsDependent(expression)
        ? ConstantArithmetic.Convert(Compute(expression), Expressions.TypeOf(expression))
        : Expressions.ConstantValue(expression);

    private object? Compute(ExpressionSyntax expression) => expression switch
    {
        ParenthesizedExpressionSyntax inner => Value(inner.Expression),
        PostfixUnaryExpressionSyntax suppression => Value(suppression.Operand),
        CastExpressionSyntax cast => Value(cast.Expression),
        PrefixUnaryExpressionSyntax unary => ConstantArithmetic.Unary(unary.Kind(), Value(unary.Operand)),
        BinaryExpressionSyntax both when both.IsKind(SyntaxKind.LogicalAndExpression) => Value(both.Left) is true && Value(both.Right) is true,
        BinaryExpressionSyntax either when either.IsKind(SyntaxKind.LogicalOrExpression) => Value(either.Left) is true || Value(either.Right) is true,
        BinaryExpressionSyntax binary => ConstantArithmetic.Binary(binary.Kind(), Value(binary.Left), Value(binary.Right)),
        ConditionalExpressionSyntax choice => Value(choice.Condition) is true ? Value(choice.WhenTrue) : Value(choice.WhenFalse),
        _ when Expressions.ConstantOf(expression) is { } constant => ValueOf(constant),
        _ => throw new InvalidOperationException($"'{expression}' cannot be computed."),
    };

    private object? ValueOf(IFieldSymbol constant) =>
        given.TryGetValue(constant, out object? value) ? value
        : Expressions.Initializer(constant) is { } initializer ? ConstantArithmetic.Convert(Value(initializer), constant.Type.SpecialType)
        : constant.ConstantValue;
}
