package dev.carafe.kubernetes.apimachinery.cel;

import dev.cel.common.CelAbstractSyntaxTree;
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
import org.jspecify.annotations.Nullable;

/**
 * What an expression costs at least and at most, given how large the values of its variables may be (cel-go's checker/cost.go).
 * Of one expression.
 */
final class CostEstimator implements LibraryCosts.Sizes {
    private static final SizeRange LIST = SizeRange.exactly(10);
    private static final SizeRange MAP = SizeRange.exactly(30);
    private static final SizeRange STRUCT = SizeRange.exactly(40);

    private final CelAbstractSyntaxTree ast;
    private final Roots roots;
    private final Map<Long, List<String>> ways = new HashMap<>();
    private final Map<Long, SizeRange> sizes = new HashMap<>();
    private final Map<Long, SizeRange> itemSizes = new HashMap<>();
    private final Map<String, Deque<Local>> locals = new HashMap<>();
    private final LibraryCosts library = new LibraryCosts(this);

    /** A variable of a comprehension: where its value lies below the root, and how large it is where that is known otherwise. */
    private record Local(
            List<String> way,
            @Nullable SizeRange size,
            @Nullable SizeRange itemSize) {}

    /** Where values come from. */
    @FunctionalInterface
    interface Roots {
        /** The type of what a name stands for; null where it is no variable. */
        @Nullable
        DeclType typeOf(String name);
    }

    private CostEstimator(CelAbstractSyntaxTree ast, Roots roots) {
        this.ast = ast;
        this.roots = roots;
    }

    /**
     * The cost of a checked expression.
     *
     * @param roots the types of its variables
     */
    static SizeRange estimate(CelAbstractSyntaxTree ast, Roots roots) {
        return new CostEstimator(ast, roots).cost(ast.getExpr());
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
                    items = items == null ? of(element) : items.or(of(element));
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
        SizeRange count = of(loop.iterRange());
        switch (loop.accuInit().exprKind().getKind()) {
            case LIST, MAP -> {
                sizes.put(expression.id(), count);
                SizeRange made = itemSizes.get(loop.loopStep().id());
                if (made != null) {
                    itemSizes.put(expression.id(), made);
                }
            }
            case CONSTANT -> sizes.put(expression.id(), of(loop.accuInit()));
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
            CallEstimate one = callOf(expression, overload, costs);
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

    private CallEstimate callOf(CelExpr expression, String overload, List<SizeRange> costs) {
        CelExpr.CelCall call = expression.call();
        List<CelExpr> args = call.args();
        SizeRange given = costs.stream().reduce(SizeRange.ZERO, SizeRange::plus);
        @Nullable CelExpr target = call.target().orElse(null);
        CallEstimate known = library.of(call.function(), overload, target, args);
        if (known != null) {
            return new CallEstimate(known.cost().plus(given), known.size());
        }
        return switch (overload) {
            case "string_format" ->
                new CallEstimate(
                        of(Objects.requireNonNull(target))
                                .times(CallCosts.TRAVERSAL)
                                .plus(given),
                        null);
            case "string_to_bytes" -> {
                SizeRange size = of(args.getFirst());
                yield new CallEstimate(
                        size.times(CallCosts.TRAVERSAL).plus(given),
                        new SizeRange(size.min(), SizeRange.product(size.max(), 4)));
            }
            case "bytes_to_string" -> {
                SizeRange size = of(args.getFirst());
                yield new CallEstimate(
                        size.times(CallCosts.TRAVERSAL).plus(given), new SizeRange(size.min() / 4, size.max()));
            }
            case "starts_with_string", "ends_with_string" ->
                new CallEstimate(of(args.getFirst()).times(CallCosts.TRAVERSAL).plus(given), null);
            case "in_list" -> new CallEstimate(of(args.get(1)).plus(given), null);
            case "matches" ->
                new CallEstimate(matching(args.get(0), args.get(1)).plus(given), null);
            case "matches_string" ->
                new CallEstimate(
                        matching(Objects.requireNonNull(target), args.getFirst())
                                .plus(given),
                        null);
            case "contains_string" ->
                new CallEstimate(
                        of(Objects.requireNonNull(target))
                                .times(CallCosts.TRAVERSAL)
                                .times(of(args.getFirst()).times(CallCosts.TRAVERSAL))
                                .plus(given),
                        null);
            case "logical_or", "logical_and" ->
                new CallEstimate(
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
                yield new CallEstimate(
                        costs.get(0).plus(costs.get(1).or(costs.get(2))),
                        of(args.get(1)).or(of(args.get(2))));
            }
            case "add_string", "add_bytes", "add_list" -> {
                SizeRange size = of(args.get(0)).plus(of(args.get(1)));
                SizeRange left = itemSizes.get(args.get(0).id());
                SizeRange right = itemSizes.get(args.get(1).id());
                if (left != null && right != null) {
                    itemSizes.put(expression.id(), left.or(right));
                }
                SizeRange own = overload.equals("add_list") ? SizeRange.ONE : size.times(CallCosts.TRAVERSAL);
                yield new CallEstimate(own.plus(given), size);
            }
            default ->
                CallCosts.isComparison(overload)
                        ? new CallEstimate(comparison(args.get(0), args.get(1)).plus(given), null)
                        : new CallEstimate(SizeRange.ONE.plus(given), null);
        };
    }

    private SizeRange comparison(CelExpr left, CelExpr right) {
        long most = Math.min(of(left).max(), of(right).max());
        return new SizeRange(most > 0 ? 1 : 0, most).times(CallCosts.TRAVERSAL);
    }

    private SizeRange matching(CelExpr text, CelExpr regex) {
        return CallEstimate.matching(of(text), of(regex));
    }

    @Override
    public CelType typeOf(CelExpr expression) {
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

    @Override
    public SizeRange of(CelExpr expression) {
        SizeRange known = knownSizeOf(expression);
        return known == null ? SizeRange.UNKNOWN : known;
    }

    @Override
    public SizeRange ofItems(CelExpr list) {
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
        DeclType at = roots.typeOf(way.getFirst());
        if (at == null) {
            return null;
        }
        for (String step : way.subList(1, way.size())) {
            at = switch (step) {
                case "@items", "@values" -> at.element();
                case "@keys" -> at.keyType();
                default -> at.kind() == DeclType.Kind.MAP ? at.entry() : at.field(step);
            };
            if (at == null) {
                return null;
            }
        }
        return at;
    }
}
