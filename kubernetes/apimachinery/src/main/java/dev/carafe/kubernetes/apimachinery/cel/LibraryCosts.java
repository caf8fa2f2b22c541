package dev.carafe.kubernetes.apimachinery.cel;

import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.types.CelKind;
import dev.cel.common.types.CelType;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What calls of Kubernetes' own functions, and of CEL's extensions, may cost (k8s.io/apiserver/pkg/cel/library, cost.go). */
final class LibraryCosts {
    private final Sizes sizes;

    /** What is known of the values of expressions. */
    interface Sizes {
        SizeRange of(CelExpr expression);

        /** Of the items of a list. */
        SizeRange ofItems(CelExpr list);

        CelType typeOf(CelExpr expression);
    }

    LibraryCosts(Sizes sizes) {
        this.sizes = sizes;
    }

    /** What a function of Kubernetes' libraries and of the string extension costs by itself; null for another. */
    @Nullable
    CallEstimate of(String function, String overload, @Nullable CelExpr target, List<CelExpr> args) {
        if (CallCosts.isAlongLists(function) && target != null) {
            return new CallEstimate(alongList(function, target), null);
        }
        if (CallCosts.isAlongTarget(function) && target != null) {
            return new CallEstimate(sizes.of(target).times(CallCosts.TRAVERSAL), sizes.of(target));
        }
        if (CallCosts.isParser(function, overload) && !args.isEmpty()) {
            return new CallEstimate(sizes.of(args.getFirst()).times(CallCosts.TRAVERSAL), null);
        }
        return switch (function) {
            case "url" ->
                new CallEstimate(sizes.of(args.getFirst()).times(CallCosts.TRAVERSAL), sizes.of(args.getFirst()));
            case "ip.isCanonical" -> new CallEstimate(sizes.of(args.getFirst()).times(2 * CallCosts.TRAVERSAL), null);
            case "replace" ->
                target == null
                        ? null
                        : new CallEstimate(
                                sizes.of(target).times(2 * CallCosts.TRAVERSAL),
                                replaced(target, args.get(0), args.get(1)));
            case "split" -> {
                if (target == null) {
                    yield null;
                }
                SizeRange size = sizes.of(target);
                long most = args.size() > 1 ? literal(args.get(1)).orElse(size.max()) : size.max();
                yield new CallEstimate(size.times(2 * CallCosts.TRAVERSAL), new SizeRange(0, Math.max(most, 0)));
            }
            case "join" -> target == null ? null : joined(target, args);
            case "find", "findAll" ->
                target == null
                        ? null
                        : new CallEstimate(
                                CallEstimate.matching(sizes.of(target), sizes.of(args.getFirst())),
                                new SizeRange(0, sizes.of(target).max()));
            case "containsIP" -> {
                SizeRange bytes = new SizeRange(4, 16);
                SizeRange cost = bytes.plus(bytes).times(CallCosts.TRAVERSAL);
                yield new CallEstimate(
                        overload.equals("cidr_contains_ip_string")
                                ? cost.plus(sizes.of(args.getFirst()).times(CallCosts.TRAVERSAL))
                                : cost,
                        null);
            }
            case "containsCIDR" -> {
                SizeRange bytes = new SizeRange(4, 16);
                SizeRange cost = bytes.plus(bytes)
                        .times(CallCosts.TRAVERSAL)
                        .plus(bytes.times(CallCosts.TRAVERSAL))
                        .plus(SizeRange.ONE);
                yield new CallEstimate(
                        overload.equals("cidr_contains_cidr_string")
                                ? cost.plus(sizes.of(args.getFirst()).times(CallCosts.TRAVERSAL))
                                : cost,
                        null);
            }
            case "sets.contains", "sets.intersects" ->
                new CallEstimate(pairs(args).plus(SizeRange.ONE), null);
            case "sets.equivalent" -> new CallEstimate(pairs(args).times(2.0).plus(SizeRange.ONE), null);
            case "_==_" -> ofOpaque(sizes.typeOf(args.get(0)).name());
            case "validate" ->
                new CallEstimate(
                        sizes.of(args.getFirst()).times(CallCosts.TRAVERSAL).times(128 * CallCosts.REGEX), null);
            default -> null;
        };
    }

    /** All pairs of items of two lists. */
    private SizeRange pairs(List<CelExpr> lists) {
        return sizes.of(lists.get(0)).times(sizes.of(lists.get(1)));
    }

    /** What it costs to compare values of Kubernetes' own types; null for other types. */
    private static @Nullable CallEstimate ofOpaque(String type) {
        return switch (type) {
            case "net.IP", "net.CIDR", "kubernetes.Quantity", "kubernetes.Semver" ->
                new CallEstimate(SizeRange.ONE, null);
            case "kubernetes.NamedFormat" -> new CallEstimate(new SizeRange(1, 64).times(CallCosts.TRAVERSAL), null);
            case "kubernetes.URL" -> new CallEstimate(SizeRange.ONE.times(CallCosts.TRAVERSAL), null);
            default -> null;
        };
    }

    private SizeRange alongList(String function, CelExpr target) {
        CelType type = sizes.typeOf(target);
        if (type.kind() != CelKind.LIST) {
            return function.equals("includes")
                    ? sizes.of(target)
                    : sizes.of(target).times(CallCosts.TRAVERSAL);
        }
        SizeRange each = SizeRange.ONE;
        CelKind items = type.parameters().getFirst().kind();
        if (items == CelKind.STRING || items == CelKind.BYTES) {
            each = each.plus(sizes.ofItems(target).times(CallCosts.TRAVERSAL));
        }
        return sizes.of(target).times(each);
    }

    private SizeRange replaced(CelExpr target, CelExpr from, CelExpr to) {
        SizeRange size = sizes.of(target);
        SizeRange old = sizes.of(from);
        SizeRange replacement = sizes.of(to);
        long countMax = 0;
        long keptMax = 0;
        if (old.min() == 0) {
            countMax = SizeRange.sum(size.max(), 1);
            keptMax = size.max();
        } else if (replacement.max() <= old.min()) {
            keptMax = size.max();
        } else {
            countMax = SizeRange.scaled(size.max(), 1.0 / old.min());
        }
        long countMin = 0;
        long keptMin = 0;
        if (old.max() == 0) {
            countMin = SizeRange.sum(size.min(), 1);
            keptMin = size.min();
        } else if (old.max() <= replacement.min()) {
            keptMin = size.min();
        } else {
            countMin = SizeRange.scaled(size.min(), 1.0 / old.max());
        }
        return new SizeRange(countMin, countMax).times(replacement).plus(new SizeRange(keptMin, keptMax));
    }

    private CallEstimate joined(CelExpr target, List<CelExpr> args) {
        SizeRange count = sizes.of(target);
        SizeRange size = count.times(sizes.ofItems(target));
        if (!args.isEmpty()) {
            SizeRange separators = new SizeRange(Math.max(count.min() - 1, 0), Math.max(count.max() - 1, 0));
            size = size.plus(sizes.of(args.getFirst()).times(separators));
        }
        return new CallEstimate(size.times(CallCosts.TRAVERSAL), size);
    }

    private static Optional<Long> literal(CelExpr expression) {
        return expression.exprKind().getKind() == CelExpr.ExprKind.Kind.CONSTANT
                        && expression.constant().getKind() == CelConstant.Kind.INT64_VALUE
                ? Optional.of(expression.constant().int64Value())
                : Optional.empty();
    }
}
