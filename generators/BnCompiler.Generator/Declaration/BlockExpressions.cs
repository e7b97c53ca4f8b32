using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace BnCompiler.Generator.Declaration;

/// <summary>The expressions in one block: which of them depend on its parameters, and whether they can be computed for other values of those.</summary>
internal sealed class BlockExpressions(BlockDefinition block, Compilation compilation, CancellationToken cancellation)
{
    private readonly ImmutableHashSet<string> names = [.. block.Type.GetMembers().OfType<IFieldSymbol>().Where(field => field.IsConst).Select(field => field.Name)];
    private readonly Dictionary<SyntaxTree, SemanticModel> models = [];
    private readonly Dictionary<ExpressionSyntax, bool> dependent = [];

    public bool IsDependent(ExpressionSyntax expression)
    {
        if (!dependent.TryGetValue(expression, out bool depends))
        {
            depends = expression.DescendantNodesAndSelf(node => node is not InvocationExpressionSyntax).OfType<IdentifierNameSyntax>()
                .Any(name => ConstantOf(name) is { } constant && IsVariable(constant));
            dependent.Add(expression, depends);
        }

        return depends;
    }

    /// <summary>The innermost part of a dependent expression that cannot be computed for other values, or null.</summary>
    public ExpressionSyntax? Obstacle(ExpressionSyntax expression) =>
        !IsDependent(expression) ? null
        : expression switch
        {
            ParenthesizedExpressionSyntax inner => Obstacle(inner.Expression),
            PostfixUnaryExpressionSyntax suppression when suppression.IsKind(SyntaxKind.SuppressNullableWarningExpression) => Obstacle(suppression.Operand),
            CastExpressionSyntax cast => Obstacle(cast.Expression),
            PrefixUnaryExpressionSyntax unary when ConstantArithmetic.IsUnary(unary.Kind()) => Obstacle(unary.Operand),
            BinaryExpressionSyntax binary when ConstantArithmetic.IsBinary(binary.Kind()) => OperandObstacle(binary.Left) ?? OperandObstacle(binary.Right),
            ConditionalExpressionSyntax choice => Obstacle(choice.Condition) ?? Obstacle(choice.WhenTrue) ?? Obstacle(choice.WhenFalse),
            IdentifierNameSyntax or MemberAccessExpressionSyntax when ConstantOf(expression) is { } constant =>
                Initializer(constant) is { } initializer && Obstacle(initializer) is not null ? expression : null,
            _ => expression,
        }
        ?? (IsComputed(TypeOf(expression)) ? null : expression);

    /// <summary>The block's constant that a name stands for, or null.</summary>
    public IFieldSymbol? ConstantOf(ExpressionSyntax name)
    {
        string? identifier = name switch
        {
            IdentifierNameSyntax simple => simple.Identifier.ValueText,
            MemberAccessExpressionSyntax access => access.Name.Identifier.ValueText,
            _ => null,
        };
        return identifier is not null && names.Contains(identifier)
            && Model(name).GetSymbolInfo(name, cancellation).Symbol is IFieldSymbol { IsConst: true } field
            && SymbolEqualityComparer.Default.Equals(field.ContainingType, block.Type)
            ? field
            : null;
    }

    /// <summary>What C# says that the expression's value is.</summary>
    public object? ConstantValue(ExpressionSyntax expression) => Model(expression).GetConstantValue(expression, cancellation).Value;

    public SpecialType TypeOf(ExpressionSyntax expression) => Model(expression).GetTypeInfo(expression, cancellation).Type switch
    {
        { TypeKind: TypeKind.Enum } => SpecialType.System_Enum,
        { SpecialType: var type } => type,
        null => SpecialType.None,
    };

    public ExpressionSyntax? Initializer(IFieldSymbol constant) =>
        constant.DeclaringSyntaxReferences.Select(reference => reference.GetSyntax(cancellation)).OfType<VariableDeclaratorSyntax>().FirstOrDefault()?.Initializer?.Value;

    private static bool IsComputed(SpecialType type) =>
        type is SpecialType.System_Int32 or SpecialType.System_Double or SpecialType.System_Boolean or SpecialType.System_String or SpecialType.System_Enum;

    /// <summary>An operand meets a dependent one, so that its own type counts even where it is a plain constant.</summary>
    private ExpressionSyntax? OperandObstacle(ExpressionSyntax operand) =>
        !IsComputed(TypeOf(operand)) && !operand.IsKind(SyntaxKind.NullLiteralExpression) ? operand : Obstacle(operand);

    private bool IsVariable(IFieldSymbol constant) =>
        block.Parameters.Contains(constant, SymbolEqualityComparer.Default) || (Initializer(constant) is { } initializer && IsDependent(initializer));

    private SemanticModel Model(SyntaxNode node)
    {
        if (!models.TryGetValue(node.SyntaxTree, out var model))
        {
            model = compilation.GetSemanticModel(node.SyntaxTree);
            models.Add(node.SyntaxTree, model);
        }

        return model;
    }
}
