package dev.carafe.kubernetes.apimachinery.cel;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.types.CelType;
import dev.cel.common.types.ListType;
import dev.cel.common.types.MapType;
import dev.cel.common.types.NullableType;
import dev.cel.common.types.SimpleType;
import dev.cel.common.types.TypeType;
import java.util.List;
import java.util.stream.Collectors;

/** An expression that is right, and is not made to run. Thread-safe. */
public final class CheckedExpression {
    private final CelAbstractSyntaxTree ast;
    private final CostEstimator.Roots roots;

    CheckedExpression(CelAbstractSyntaxTree ast, CostEstimator.Roots roots) {
        this.ast = ast;
        this.roots = roots;
    }

    /** The name of what it yields, as upstream writes types: {@code bool}, {@code list(string)}, {@code null_type}. */
    public String typeName() {
        return nameOf(ast.getResultType());
    }

    private static String nameOf(CelType type) {
        if (type instanceof NullableType wrapper) {
            return "wrapper(" + nameOf(wrapper.targetType()) + ")";
        }
        String name =
                type instanceof TypeType ? "type" : type.equals(SimpleType.ANY) ? "google.protobuf.Any" : type.name();
        return type.parameters().isEmpty()
                ? name
                : type.parameters().stream()
                        .map(CheckedExpression::nameOf)
                        .collect(Collectors.joining(", ", name + "(", ")"));
    }

    /** The type of a variable that has what it yields; of that nothing is known where it is an object. */
    public DeclType declType() {
        return declared(ast.getResultType());
    }

    private static DeclType declared(CelType type) {
        return switch (type) {
            case ListType list ->
                DeclType.list(declared(list.elemType()), Long.MAX_VALUE, DeclType.Uniqueness.NONE, List.of());
            case MapType map -> DeclType.map(declared(map.keyType()), declared(map.valueType()), Long.MAX_VALUE);
            default -> DeclType.simple(type);
        };
    }

    /** The most that running it can cost; {@link Long#MAX_VALUE} where that has no bound. */
    public long costMax() {
        return CostEstimator.estimate(ast, roots).max();
    }
}
