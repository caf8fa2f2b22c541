package dev.carafe.kubernetes.apimachinery.cel;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.ast.CelReference;
import dev.cel.common.types.CelKind;
import dev.cel.common.types.CelType;
import dev.cel.common.types.OptionalType;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What an expression costs at least and at most, given how large the values of its variables may be (cel-go's checker/cost.go).
 * Of one expression.
 */
final class CostEstimator {
    private static final SizeRange LIST = SizeRange.exactly(10);
    private static final SizeRange MAP = SizeRange.exactly(30);
    private static final SizeRange STRUCT = SizeRange.exactly(40);

    private final CelAbstractSyntaxTree ast;
    private final DeclType root;
    private final Map<Long, List<String>> ways = new HashMap<>();
    private final Map<Long, SizeRange> sizes = new HashMap<>();
    private final Map<Long, SizeRange> itemSizes = new HashMap<>();
    private final Map<String, Deque<Local>> locals = new HashMap<>();

    /** A variable of a comprehension: where its value lies below the root, and how large it is where that is known otherwise. */
    private record Local(
            List<String> way,
            @Nullable SizeRange size,
            @Nullable SizeRange itemSize) {}

    /** What a call costs, with what it is given, and how large its result is. */
    private record Call(SizeRange cost, @Nullable SizeRange size) {}

    private CostEstimator(CelAbstractSyntaxTree ast, DeclType root) {
        this.ast = ast;
        this.root = root;
    }

    /**
     * The cost of a checked expression.
     *
     * @param root the type of its variables
     */
    static SizeRange estimate(CelAbstractSyntaxTree ast, DeclType root) {
        return new CostEstimator(ast, root).cost(ast.getExpr());
    }

    private SizeRange cost(CelExpr expression) {
        return switch (expression.exprKind().getKind()) {
            case CONSTANT, NOT_SET -> SizeRange.ZERO;
            case IDENT -> {
                String name = expression.ident().name();
                Local local = local(name);
                ways.put(expression.id(), local == null ? List.of(name) : local.way());
                yield SizeRange.ONE;
            }
            case SELECT -> select(expression);
            case CALL -> call(expression);
            case LIST -> {
                SizeRange sum = LIST;
                SizeRange items = null;
                for (CelExpr element : expression.list().elements()) {
                    sum = sum.plus(cost(element));
                    items = items == null ? sizeOf(element) : items.or(sizeOf(element));
                }
                itemSizes.put(expression.id(), items == null ? SizeRange.ZERO : items);
                yield sum;
            }
            case MAP -> {
                SizeRange sum = MAP;
                for (CelExpr.CelMap.Entry entry : expression.map().entries()) {
                    sum = sum.plus(cost(entry.key())).plus(cost(entry.value()));
                }
                yield sum;
            }
            case STRUCT -> {
                SizeRange sum = STRUCT;
                for (CelExpr.CelStruct.Entry entry : expression.struct().entries()) {
                    sum = sum.plus(cost(entry.value()));
                }
                yield sum;
            }
            case COMPREHENSION -> comprehension(expression);
        };
    }

    private SizeRange select(CelExpr expression) {
        CelExpr.CelSelect select = expression.select();
        SizeRange operand = cost(select.operand());
        if (select.testOnly()) {
            return operand;
        }
        ways.put(expression.id(), below(wayOf(select.operand()), select.field()));
        return switch (typeOf(select.operand()).kind()) {
            case MAP, STRUCT, TYPE_PARAM -> operand.plus(SizeRange.ONE);
            default -> operand;
        };
    }

    private SizeRange comprehension(CelExpr expression) {
        CelExpr.CelComprehension loop = expression.comprehension();
        SizeRange sum = cost(loop.iterRange()).plus(cost(loop.accuInit()));
        push(
                loop.accuVar(),
                new Local(
                        wayOf(loop.accuInit()),
                        knownSizeOf(loop.accuInit()),
                        itemSizes.get(loop.accuInit().id())));
        boolean overList = typeOf(loop.iterRange()).kind() == CelKind.LIST;
        List<String> range = wayOf(loop.iterRange());
        SizeRange items = itemSizes.get(loop.iterRange().id());
        boolean two = !loop.iterVar2().isEmpty();
        String first = two && overList ? "@indices" : overList ? "@items" : "@keys";
        push(loop.iterVar(), new Local(below(range, first), overList && !two ? items : null, null));
        if (two) {
            push(loop.iterVar2(), new Local(below(range, overList ? "@items" : "@values"), items, null));
        }
        SizeRange each = cost(loop.loopStep()).plus(cost(loop.loopCondition()));
        pop(loop.iterVar());
        if (two) {
            pop(loop.iterVar2());
        }
        sum = sum.plus(cost(loop.result()));
        pop(loop.accuVar());
        SizeRange count = sizeOf(loop.iterRange());
        switch (loop.accuInit().exprKind().getKind()) {
            case LIST, MAP -> {
                sizes.put(expression.id(), count);
                SizeRange made = itemSizes.get(loop.loopStep().id());
                if (made != null) {
                    itemSizes.put(expression.id(), made);
                }
            }
            case CONSTANT -> sizes.put(expression.id(), sizeOf(loop.accuInit()));
            default -> {}
        }
        return sum.plus(count.times(each));
    }

    private SizeRange call(CelExpr expression) {
        CelExpr.CelCall call = expression.call();
        List<SizeRange> costs = new ArrayList<>();
        call.args().forEach(argument -> costs.add(cost(argument)));
        SizeRange sum = SizeRange.ZERO;
        if (call.target().isPresent()) {
            sum = cost(call.target().get());
        }
        List<String> overloads = ast.getReference(expression.id())
                .map(CelReference::overloadIds)
                .map(List::copyOf)
                .orElse(List.of());
        if (overloads.isEmpty()) {
            return SizeRange.ZERO;
        }
        SizeRange cost = null;
        SizeRange size = null;
        for (String overload : overloads) {
            Call one = callOf(expression, overload, costs);
            cost = cost == null ? one.cost() : cost.or(one.cost());
            if (one.size() != null) {
                size = size == null ? one.size() : size.or(one.size());
            }
            if (overload.equals("index_list")) {
                ways.put(expression.id(), below(wayOf(call.args().getFirst()), "@items"));
                size = itemSizes.get(call.args().getFirst().id());
            } else if (overload.equals("index_map")) {
                ways.put(expression.id(), below(wayOf(call.args().getFirst()), "@values"));
                size = null;
            }
        }
        SizeRange known = size == null ? knownSizeOf(expression) : size;
        if (known != null) {
            sizes.put(expression.id(), known);
        }
        return sum.plus(Objects.requireNonNull(cost));
    }

    private Call callOf(CelExpr expression, String overload, List<SizeRange> costs) {
        CelExpr.CelCall call = expression.call();
        List<CelExpr> args = call.args();
        SizeRange given = costs.stream().reduce(SizeRange.ZERO, SizeRange::plus);
        @Nullable CelExpr target = call.target().orElse(null);
        Call library = ofLibrary(call.function(), overload, target, args);
        if (library != null) {
            return new Call(library.cost().plus(given), library.size());
        }
        return switch (overload) {
            case "string_format" ->
                new Call(
                        sizeOf(Objects.requireNonNull(target))
                                .times(CallCosts.TRAVERSAL)
                                .plus(given),
                        null);
            case "string_to_bytes" -> {
                SizeRange size = sizeOf(args.getFirst());
                yield new Call(
                        size.times(CallCosts.TRAVERSAL).plus(given),
                        new SizeRange(size.min(), SizeRange.product(size.max(), 4)));
            }
            case "bytes_to_string" -> {
                SizeRange size = sizeOf(args.getFirst());
                yield new Call(size.times(CallCosts.TRAVERSAL).plus(given), new SizeRange(size.min() / 4, size.max()));
            }
            case "starts_with_string", "ends_with_string" ->
                new Call(sizeOf(args.getFirst()).times(CallCosts.TRAVERSAL).plus(given), null);
            case "in_list" -> new Call(sizeOf(args.get(1)).plus(given), null);
            case "matches" -> new Call(matching(args.get(0), args.get(1)).plus(given), null);
            case "matches_string" ->
                new Call(
                        matching(Objects.requireNonNull(target), args.getFirst())
                                .plus(given),
                        null);
            case "contains_string" ->
                new Call(
                        sizeOf(Objects.requireNonNull(target))
                                .times(CallCosts.TRAVERSAL)
                                .times(sizeOf(args.getFirst()).times(CallCosts.TRAVERSAL))
                                .plus(given),
                        null);
            case "logical_or", "logical_and" ->
                new Call(
                        new SizeRange(
                                costs.get(0).min(),
                                costs.get(0).plus(costs.get(1)).max()),
                        null);
            case "conditional" -> {
                SizeRange left = itemSizes.get(args.get(1).id());
                SizeRange right = itemSizes.get(args.get(2).id());
                if (left != null && right != null) {
                    itemSizes.put(expression.id(), left.or(right));
                }
                yield new Call(
                        costs.get(0).plus(costs.get(1).or(costs.get(2))),
                        sizeOf(args.get(1)).or(sizeOf(args.get(2))));
            }
            case "add_string", "add_bytes", "add_list" -> {
                SizeRange size = sizeOf(args.get(0)).plus(sizeOf(args.get(1)));
                SizeRange left = itemSizes.get(args.get(0).id());
                SizeRange right = itemSizes.get(args.get(1).id());
                if (left != null && right != null) {
                    itemSizes.put(expression.id(), left.or(right));
                }
                SizeRange own = overload.equals("add_list") ? SizeRange.ONE : size.times(CallCosts.TRAVERSAL);
                yield new Call(own.plus(given), size);
            }
            default ->
                CallCosts.isComparison(overload)
                        ? new Call(comparison(args.get(0), args.get(1)).plus(given), null)
                        : new Call(SizeRange.ONE.plus(given), null);
        };
    }

    private SizeRange comparison(CelExpr left, CelExpr right) {
        long most = Math.min(sizeOf(left).max(), sizeOf(right).max());
        return new SizeRange(most > 0 ? 1 : 0, most).times(CallCosts.TRAVERSAL);
    }

    private SizeRange matching(CelExpr text, CelExpr regex) {
        return sizeOf(text)
                .plus(SizeRange.ONE)
                .times(CallCosts.TRAVERSAL)
                .times(sizeOf(regex).times(CallCosts.REGEX));
    }

    /** What a function of Kubernetes' libraries and of the string extension costs by itself; null for another. */
    private @Nullable Call ofLibrary(String function, String overload, @Nullable CelExpr target, List<CelExpr> args) {
        if (CallCosts.isAlongLists(function) && target != null) {
            return new Call(alongList(function, target), null);
        }
        if (CallCosts.isAlongTarget(function) && target != null) {
            return new Call(sizeOf(target).times(CallCosts.TRAVERSAL), sizeOf(target));
        }
        if (CallCosts.isParser(function, overload) && !args.isEmpty()) {
            return new Call(sizeOf(args.getFirst()).times(CallCosts.TRAVERSAL), null);
        }
        return switch (function) {
            case "url" -> new Call(sizeOf(args.getFirst()).times(CallCosts.TRAVERSAL), sizeOf(args.getFirst()));
            case "ip.isCanonical" -> new Call(sizeOf(args.getFirst()).times(2 * CallCosts.TRAVERSAL), null);
            case "replace" ->
                target == null
                        ? null
                        : new Call(
                                sizeOf(target).times(2 * CallCosts.TRAVERSAL),
                                replaced(target, args.get(0), args.get(1)));
            case "split" -> {
                if (target == null) {
                    yield null;
                }
                SizeRange size = sizeOf(target);
                long most = args.size() > 1 ? literal(args.get(1)).orElse(size.max()) : size.max();
                yield new Call(size.times(2 * CallCosts.TRAVERSAL), new SizeRange(0, Math.max(most, 0)));
            }
            case "join" -> target == null ? null : joined(target, args);
            case "find", "findAll" ->
                target == null
                        ? null
                        : new Call(
                                matching(target, args.getFirst()),
                                new SizeRange(0, sizeOf(target).max()));
            case "containsIP" -> {
                SizeRange bytes = new SizeRange(4, 16);
                SizeRange cost = bytes.plus(bytes).times(CallCosts.TRAVERSAL);
                yield new Call(
                        overload.equals("cidr_contains_ip_string")
                                ? cost.plus(sizeOf(args.getFirst()).times(CallCosts.TRAVERSAL))
                                : cost,
                        null);
            }
            case "containsCIDR" -> {
                SizeRange bytes = new SizeRange(4, 16);
                SizeRange cost = bytes.plus(bytes)
                        .times(CallCosts.TRAVERSAL)
                        .plus(bytes.times(CallCosts.TRAVERSAL))
                        .plus(SizeRange.ONE);
                yield new Call(
                        overload.equals("cidr_contains_cidr_string")
                                ? cost.plus(sizeOf(args.getFirst()).times(CallCosts.TRAVERSAL))
                                : cost,
                        null);
            }
            case "sets.contains", "sets.intersects" -> new Call(pairs(args).plus(SizeRange.ONE), null);
            case "sets.equivalent" -> new Call(pairs(args).times(2.0).plus(SizeRange.ONE), null);
            case "_==_" -> ofOpaque(typeOf(args.get(0)).name());
            case "validate" ->
                new Call(sizeOf(args.getFirst()).times(CallCosts.TRAVERSAL).times(128 * CallCosts.REGEX), null);
            default -> null;
        };
    }

    /** All pairs of items of two lists. */
    private SizeRange pairs(List<CelExpr> lists) {
        return sizeOf(lists.get(0)).times(sizeOf(lists.get(1)));
    }

    /** What it costs to compare values of Kubernetes' own types; null for other types. */
    private static @Nullable Call ofOpaque(String type) {
        return switch (type) {
            case "net.IP", "net.CIDR", "kubernetes.Quantity", "kubernetes.Semver" -> new Call(SizeRange.ONE, null);
            case "kubernetes.NamedFormat" -> new Call(new SizeRange(1, 64).times(CallCosts.TRAVERSAL), null);
            case "kubernetes.URL" -> new Call(SizeRange.ONE.times(CallCosts.TRAVERSAL), null);
            default -> null;
        };
    }

    private SizeRange alongList(String function, CelExpr target) {
        CelType type = typeOf(target);
        if (type.kind() != CelKind.LIST) {
            return function.equals("includes") ? sizeOf(target) : sizeOf(target).times(CallCosts.TRAVERSAL);
        }
        SizeRange each = SizeRange.ONE;
        CelKind items = type.parameters().getFirst().kind();
        if (items == CelKind.STRING || items == CelKind.BYTES) {
            each = each.plus(itemSizeOf(target).times(CallCosts.TRAVERSAL));
        }
        return sizeOf(target).times(each);
    }

    private SizeRange replaced(CelExpr target, CelExpr from, CelExpr to) {
        SizeRange size = sizeOf(target);
        SizeRange old = sizeOf(from);
        SizeRange replacement = sizeOf(to);
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

    private Call joined(CelExpr target, List<CelExpr> args) {
        SizeRange count = sizeOf(target);
        SizeRange size = count.times(itemSizeOf(target));
        if (!args.isEmpty()) {
            SizeRange separators = new SizeRange(Math.max(count.min() - 1, 0), Math.max(count.max() - 1, 0));
            size = size.plus(sizeOf(args.getFirst()).times(separators));
        }
        return new Call(size.times(CallCosts.TRAVERSAL), size);
    }

    private static Optional<Long> literal(CelExpr expression) {
        return expression.exprKind().getKind() == CelExpr.ExprKind.Kind.CONSTANT
                        && expression.constant().getKind() == CelConstant.Kind.INT64_VALUE
                ? Optional.of(expression.constant().int64Value())
                : Optional.empty();
    }

    private CelType typeOf(CelExpr expression) {
        return ast.getTypeOrThrow(expression.id());
    }

    private List<String> wayOf(CelExpr expression) {
        if (expression.exprKind().getKind() == CelExpr.ExprKind.Kind.IDENT) {
            Local local = local(expression.ident().name());
            if (local != null) {
                return local.way();
            }
        }
        return ways.getOrDefault(expression.id(), List.of());
    }

    /** A way one step longer; still none where there is none, since what is made on the way lies nowhere. */
    private static List<String> below(List<String> way, String step) {
        if (way.isEmpty()) {
            return List.of();
        }
        List<String> longer = new ArrayList<>(way);
        longer.add(step);
        return longer;
    }

    private @Nullable Local local(String name) {
        Deque<Local> stack = locals.get(name);
        return stack == null ? null : stack.peek();
    }

    private void push(String name, Local local) {
        locals.computeIfAbsent(name, _ -> new ArrayDeque<>()).push(local);
    }

    private void pop(String name) {
        Objects.requireNonNull(locals.get(name)).pop();
    }

    private SizeRange sizeOf(CelExpr expression) {
        SizeRange known = knownSizeOf(expression);
        return known == null ? SizeRange.UNKNOWN : known;
    }

    private SizeRange itemSizeOf(CelExpr list) {
        DeclType declared = declared(below(wayOf(list), "@items"));
        return declared == null ? SizeRange.UNKNOWN : new SizeRange(0, declared.maxElements());
    }

    private @Nullable SizeRange knownSizeOf(CelExpr expression) {
        SizeRange computed = sizes.get(expression.id());
        if (computed != null) {
            return computed;
        }
        SizeRange own = ofLiteral(expression);
        if (own != null) {
            return own;
        }
        DeclType declared = declared(wayOf(expression));
        if (declared != null) {
            return new SizeRange(0, declared.maxElements());
        }
        if (isScalar(typeOf(expression))) {
            return SizeRange.ONE;
        }
        Local local = expression.exprKind().getKind() == CelExpr.ExprKind.Kind.IDENT
                ? local(expression.ident().name())
                : null;
        return local == null ? null : local.size();
    }

    private static @Nullable SizeRange ofLiteral(CelExpr expression) {
        return switch (expression.exprKind().getKind()) {
            case CONSTANT ->
                switch (expression.constant().getKind()) {
                    case STRING_VALUE ->
                        SizeRange.exactly(CelValues.size(expression.constant().stringValue()));
                    case BYTES_VALUE ->
                        SizeRange.exactly(expression.constant().bytesValue().size());
                    default -> SizeRange.ONE;
                };
            case LIST -> SizeRange.exactly(expression.list().elements().size());
            case MAP -> SizeRange.exactly(expression.map().entries().size());
            default -> null;
        };
    }

    private static boolean isScalar(CelType type) {
        return switch (type.kind()) {
            case BOOL, DOUBLE, DURATION, INT, TIMESTAMP, UINT -> true;
            default ->
                type instanceof OptionalType optional
                        && isScalar(optional.parameters().getFirst());
        };
    }

    /** The type at the end of a way that begins with a variable. */
    private @Nullable DeclType declared(List<String> way) {
        if (way.isEmpty() || way.getFirst().startsWith("@") || way.getFirst().startsWith("__")) {
            return null; // a comprehension's own result
        }
        DeclType at = root;
        for (String step : way.subList(1, way.size())) {
            at = switch (step) {
                case "@items", "@values" -> at.element();
                case "@keys" -> at.kind() == DeclType.Kind.MAP ? DeclType.KEY : null;
                default -> at.field(step);
            };
            if (at == null) {
                return null;
            }
        }
        return at;
    }
}
