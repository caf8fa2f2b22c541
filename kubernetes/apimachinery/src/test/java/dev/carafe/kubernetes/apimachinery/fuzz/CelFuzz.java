package dev.carafe.kubernetes.apimachinery.fuzz;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.carafe.kubernetes.apimachinery.cel.CelCompileException;
import dev.carafe.kubernetes.apimachinery.cel.CelEnvironment;
import dev.carafe.kubernetes.apimachinery.cel.CelEnvironment.Presence;
import dev.carafe.kubernetes.apimachinery.cel.CelEnvironment.Result;
import dev.carafe.kubernetes.apimachinery.cel.CelProgram;
import dev.carafe.kubernetes.apimachinery.cel.CelValues;
import dev.carafe.kubernetes.apimachinery.cel.DeclType;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import dev.cel.common.values.OptionalValue;
import java.util.List;
import java.util.Map;

/** Rules in CEL: one that compiles runs to an end, whatever it says. */
public final class CelFuzz {
    static final List<String> SEEDS = List.of(
            "self.n > 2 && has(self.list)",
            "self.list.all(i, i.startsWith('a')) || self.list.exists_one(i, i == 'b')",
            "self.list.map(i, i + 'x').join(',').split(',').size() == self.n",
            "'%s %d %.3f %x'.format([self.list, self.n, 1.5, 'h']) == ''",
            "quantity('1Gi').add(quantity('1')).isGreaterThan(quantity('2'))",
            "cidr('10.0.0.0/8').containsIP(ip('10.1.2.3')) && url('https://h:1/p?q=1').getQuery()['q'][0] == '1'",
            "semver('1.2.3-rc.1').compareTo(semver('v01.2', true)) == 1 || 'abc'.findAll('[a-z]', 2) == ['a', 'b']",
            "format.named('dns1123Label').value().validate(self.s).hasValue()",
            "{'a': 1}.transformMap(k, v, v * self.n)['a'] / (self.n - 3) == 0",
            "duration('1h') + duration('3m') > duration('1s') && timestamp('2026-01-01T00:00:00Z').getFullYear() > 1",
            "oldSelf.hasValue() ? oldSelf.value().n <= self.n : true");

    private static final DeclType TYPE = DeclType.object(
            "selfType",
            Map.of(
                    "n", DeclType.INT,
                    "s", DeclType.text(DeclType.Kind.STRING, 10),
                    "list",
                            DeclType.list(
                                    DeclType.text(DeclType.Kind.STRING, 10), 10, DeclType.Uniqueness.SET, List.of())),
            2);
    private static final CelEnvironment ENVIRONMENT =
            CelEnvironment.of(TYPE, Map.of("self", Presence.ALWAYS, "oldSelf", Presence.OPTIONAL));
    private static final Struct OBJECT = Struct.builder()
            .put("n", 3L)
            .put("s", "text")
            .put("list", List.of("a", "b"))
            .build();

    private CelFuzz() {}

    public static void fuzzerTestOneInput(byte[] bytes) {
        Object self = CelValues.of(OBJECT, TYPE);
        try {
            CelProgram program = ENVIRONMENT.compile(new String(bytes, UTF_8), Result.BOOL);
            if (program.costMax() < 0) {
                throw new IllegalStateException("a negative cost");
            }
            if (program.evaluate(Map.of("self", self, "oldSelf", OptionalValue.create(self)))
                            .cost()
                    < 0) {
                throw new IllegalStateException("a negative cost");
            }
        } catch (CelCompileException _) {
            // refused, as it may be
        }
    }
}
