using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace BnCompiler.Generator.Declaration;

/// <summary>C#'s operators on constants of the types <see cref="int"/>, <see cref="double"/>, <see cref="bool"/> and <see cref="string"/>; integers never overflow silently.</summary>
internal static class ConstantArithmetic
{
    public static bool IsUnary(SyntaxKind kind) => kind is
        SyntaxKind.UnaryPlusExpression or SyntaxKind.UnaryMinusExpression or SyntaxKind.LogicalNotExpression or SyntaxKind.BitwiseNotExpression;

    public static bool IsBinary(SyntaxKind kind) => kind is
        SyntaxKind.AddExpression or SyntaxKind.SubtractExpression or SyntaxKind.MultiplyExpression or SyntaxKind.DivideExpression or SyntaxKind.ModuloExpression
        or SyntaxKind.LeftShiftExpression or SyntaxKind.RightShiftExpression
        or SyntaxKind.BitwiseAndExpression or SyntaxKind.BitwiseOrExpression or SyntaxKind.ExclusiveOrExpression
        or SyntaxKind.LogicalAndExpression or SyntaxKind.LogicalOrExpression
        or SyntaxKind.EqualsExpression or SyntaxKind.NotEqualsExpression
        or SyntaxKind.LessThanExpression or SyntaxKind.LessThanOrEqualExpression or SyntaxKind.GreaterThanExpression or SyntaxKind.GreaterThanOrEqualExpression;

    public static object Unary(SyntaxKind kind, object? operand) => (kind, operand) switch
    {
        (SyntaxKind.UnaryPlusExpression, int or double) => operand,
        (SyntaxKind.UnaryMinusExpression, int value) => checked(-value),
        (SyntaxKind.UnaryMinusExpression, double value) => -value,
        (SyntaxKind.LogicalNotExpression, bool value) => !value,
        (SyntaxKind.BitwiseNotExpression, int value) => ~value,
        _ => throw Unknown(kind),
    };

    public static object Binary(SyntaxKind kind, object? left, object? right) => (left, right) switch
    {
        (bool a, bool b) => Booleans(kind, a, b),
        (int a, int b) => Integers(kind, a, b),
        (int or double, int or double) => Numbers(kind, Number(left), Number(right)),
        _ => Texts(kind, left as string, right as string),
    };

    /// <summary>The value as a C# expression of this type has it; integers and numbers become each other, all else stays.</summary>
    public static object? Convert(object? value, SpecialType type) => (value, type) switch
    {
        (int integer, SpecialType.System_Double) => (double)integer,
        (double number, SpecialType.System_Int32) => checked((int)number),
        _ => value,
    };

    private static double Number(object? value) => value is int integer ? integer : (double)value!;

    private static object Booleans(SyntaxKind kind, bool a, bool b) => kind switch
    {
        SyntaxKind.BitwiseAndExpression or SyntaxKind.LogicalAndExpression => a & b,
        SyntaxKind.BitwiseOrExpression or SyntaxKind.LogicalOrExpression => a | b,
        SyntaxKind.ExclusiveOrExpression or SyntaxKind.NotEqualsExpression => a != b,
        SyntaxKind.EqualsExpression => a == b,
        _ => throw Unknown(kind),
    };

    private static object Integers(SyntaxKind kind, int a, int b) => kind switch
    {
        SyntaxKind.AddExpression => checked(a + b),
        SyntaxKind.SubtractExpression => checked(a - b),
        SyntaxKind.MultiplyExpression => checked(a * b),
        SyntaxKind.DivideExpression => a / b,
        SyntaxKind.ModuloExpression => a % b,
        SyntaxKind.LeftShiftExpression => a << b,
        SyntaxKind.RightShiftExpression => a >> b,
        SyntaxKind.BitwiseAndExpression => a & b,
        SyntaxKind.BitwiseOrExpression => a | b,
        SyntaxKind.ExclusiveOrExpression => a ^ b,
        _ => Comparison(kind, a, b),
    };

    private static object Numbers(SyntaxKind kind, double a, double b) => kind switch
    {
        SyntaxKind.AddExpression => a + b,
        SyntaxKind.SubtractExpression => a - b,
        SyntaxKind.MultiplyExpression => a * b,
        SyntaxKind.DivideExpression => a / b,
        SyntaxKind.ModuloExpression => a % b,
        _ => Comparison(kind, a, b),
    };

    /// <summary>Every integer is a double, so that one comparison serves both.</summary>
    private static bool Comparison(SyntaxKind kind, double a, double b) => kind switch
    {
        SyntaxKind.EqualsExpression => a == b,
        SyntaxKind.NotEqualsExpression => a != b,
        SyntaxKind.LessThanExpression => a < b,
        SyntaxKind.LessThanOrEqualExpression => a <= b,
        SyntaxKind.GreaterThanExpression => a > b,
        SyntaxKind.GreaterThanOrEqualExpression => a >= b,
        _ => throw Unknown(kind),
    };

    private static object Texts(SyntaxKind kind, string? a, string? b) => kind switch
    {
        SyntaxKind.AddExpression => a + b,
        SyntaxKind.EqualsExpression => a == b,
        SyntaxKind.NotEqualsExpression => a != b,
        _ => throw Unknown(kind),
    };

    private static InvalidOperationException Unknown(SyntaxKind kind) => new($"C# has no {kind} for these constants.");
}
