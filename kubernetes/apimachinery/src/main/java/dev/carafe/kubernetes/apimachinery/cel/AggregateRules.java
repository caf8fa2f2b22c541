package dev.carafe.kubernetes.apimachinery.cel;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.ast.CelExpr.ExprKind;
import dev.cel.common.navigation.CelNavigableAst;
import dev.cel.common.navigation.CelNavigableExpr;
import dev.cel.common.types.CelType;
import dev.cel.common.types.CelTypes;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Literal lists and maps have items of one type, except what is to be formatted (cel-go's validator.go). Something of which
 * nothing is known has a type of its own.
 */
final class AggregateRules {
    private static final String EXEMPT = "format";

    private AggregateRules() {}

    /** Tells of items that do not fit, by their ids. */
    static void check(CelAbstractSyntaxTree ast, BiConsumer<Long, String> faults) {
        List<CelNavigableExpr> nodes =
                CelNavigableAst.fromAst(ast).getRoot().allNodes().toList();
        for (CelNavigableExpr node : nodes) {
            if (node.getKind() == ExprKind.Kind.LIST && !isExempt(node)) {
                list(ast, node.expr().list(), faults);
            }
        }
        for (CelNavigableExpr node : nodes) {
            if (node.getKind() == ExprKind.Kind.MAP && !isExempt(node)) {
                map(ast, node.expr().map(), faults);
            }
        }
    }

    private static boolean isExempt(CelNavigableExpr node) {
        Optional<CelNavigableExpr> parent = node.parent();
        while (parent.isPresent()) {
            CelNavigableExpr at = parent.get();
            if (at.getKind() == ExprKind.Kind.CALL
                    && at.expr().call().function().equals(EXEMPT)) {
                return true;
            }
            parent = at.parent();
        }
        return false;
    }

    private static void list(CelAbstractSyntaxTree ast, CelExpr.CelList list, BiConsumer<Long, String> faults) {
        CelType first = null;
        for (int i = 0; i < list.elements().size(); i++) {
            CelExpr item = list.elements().get(i);
            CelType type = typeOf(ast, item, list.optionalIndices().contains(i));
            if (first == null) {
                first = type;
            } else if (differs(first, type, item, faults)) {
                return;
            }
        }
    }

    private static void map(CelAbstractSyntaxTree ast, CelExpr.CelMap map, BiConsumer<Long, String> faults) {
        @Nullable CelType keys = null;
        @Nullable CelType values = null;
        for (CelExpr.CelMap.Entry entry : map.entries()) {
            CelType key = typeOf(ast, entry.key(), false);
            CelType value = typeOf(ast, entry.value(), entry.optionalEntry());
            if (keys == null || values == null) {
                keys = key;
                values = value;
            } else {
                differs(keys, key, entry.key(), faults);
                differs(values, value, entry.value(), faults);
            }
        }
    }

    private static CelType typeOf(CelAbstractSyntaxTree ast, CelExpr item, boolean optional) {
        CelType type = ast.getTypeOrThrow(item.id());
        return optional && !type.parameters().isEmpty() ? type.parameters().getFirst() : type;
    }

    private static boolean differs(CelType first, CelType type, CelExpr item, BiConsumer<Long, String> faults) {
        boolean other = !first.equals(type);
        if (other) {
            faults.accept(
                    item.id(),
                    "expected type '" + CelTypes.format(first) + "' but found '" + CelTypes.format(type) + "'");
        }
        return other;
    }
}
