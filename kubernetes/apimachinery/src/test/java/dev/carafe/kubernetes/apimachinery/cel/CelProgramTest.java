package dev.carafe.kubernetes.apimachinery.cel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.carafe.kubernetes.apimachinery.cel.CelEnvironment.Presence;
import dev.carafe.kubernetes.apimachinery.cel.CelEnvironment.Result;
import dev.carafe.kubernetes.apimachinery.cel.CelProgram.Outcome;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CelProgramTest {
    private static final DeclType ITEM =
            DeclType.object("self.items.@items", Map.of("name", text(), "n", DeclType.INT), 2);
    private static final DeclType TYPE = DeclType.object(
            "self",
            Map.of(
                    "items", DeclType.list(ITEM, 10, DeclType.Uniqueness.MAP, List.of("name")),
                    "zones", DeclType.list(text(), 10, DeclType.Uniqueness.SET, List.of()),
                    "labels", DeclType.map(text(), 10),
                    "port", DeclType.text(DeclType.Kind.DYN, 20),
                    "n", DeclType.INT,
                    "ratio", DeclType.DOUBLE,
                    "since", DeclType.text(DeclType.Kind.TIMESTAMP, 32),
                    "wait", DeclType.text(DeclType.Kind.DURATION, 32),
                    "a-b", text(),
                    "namespace", text()),
            2);
    private static final CelEnvironment ENVIRONMENT =
            CelEnvironment.of(TYPE, Map.of("self", Presence.ALWAYS, "oldSelf", Presence.ALWAYS));

    private static final Struct OBJECT = Struct.builder()
            .put("items", List.of(Struct.of("n", 1L, "name", "a"), Struct.of("n", 2L, "name", "b")))
            .put("zones", List.of("x", "y"))
            .put("labels", Struct.of("k", "v"))
            .put("port", 80L)
            .put("n", 3L)
            .put("ratio", 2L)
            .put("since", "2026-01-02T03:04:05Z")
            .put("wait", "1h30m")
            .put("a-b", "dashed")
            .put("namespace", "reserved")
            .build();
    private static final Struct OLD = OBJECT.with("zones", List.of("y", "x"))
            .with("items", List.of(Struct.of("n", 2L, "name", "b"), Struct.of("n", 1L, "name", "a")));

    private static DeclType text() {
        return DeclType.text(DeclType.Kind.STRING, 40);
    }

    private static Outcome run(String source) throws CelCompileException {
        return ENVIRONMENT
                .compile(source, Result.BOOL)
                .evaluate(Map.of("self", CelValues.of(OBJECT, TYPE), "oldSelf", CelValues.of(OLD, TYPE)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "self.n > 2 && self.n > 2.5",
                "self.ratio == 2.0",
                "self.items.all(i, i.n > 0) && self.items.exists(i, i.name == 'b')",
                "self.items.map(i, i.n).sum() == 3",
                "self.items == oldSelf.items && self.zones == oldSelf.zones && self == oldSelf",
                "!(self.zones != oldSelf.zones)",
                "self.labels['k'] == 'v' && self.labels.all(k, k != 'z') && 'k' in self.labels",
                "has(self.n) && !has(self.labels.z)",
                "type(self.port) == int ? self.port < 100 : self.port.endsWith('%')",
                "self.since < timestamp('2027-01-01T00:00:00Z') && self.wait == duration('90m')",
                "self.a__dash__b == 'dashed' && self.__namespace__ == 'reserved'",
                "self.?labels['z'].orValue('none') == 'none'",
                "['a', 'b'].isSorted() && [3, 1].min() == 1 && [3, 1].max() == 3",
                "[1, 2, 1].indexOf(1) == 0 && [1, 2, 1].lastIndexOf(1) == 2 && [1, 2].includes(2)",
                "'abc 123'.find('[0-9]+') == '123' && 'a1b2'.findAll('[0-9]') == ['1', '2']",
                "url('https://h:8443/a/b?q=1&q=2').getPort() == '8443' && isURL('/rooted') && !isURL('no url')",
                "url('https://h/a%20b?q=1').getEscapedPath() == '/a%20b' && url('https://h/?q=1').getQuery()['q'] == ['1']",
                "quantity('1500m').isGreaterThan(quantity('1')) && quantity('1Gi') == quantity('1024Mi')",
                "quantity('2').add(1).compareTo(quantity('3')) == 0 && !isQuantity('1.5 Gi')",
                "ip('10.0.0.1').family() == 4 && ip('::1').isLoopback() && !isIP('::ffff:1.2.3.4')",
                "ip.isCanonical('2001:db8::1') && string(ip('2001:db8:0::1')) == '2001:db8::1'",
                "cidr('10.0.0.0/8').containsIP('10.2.3.4') && !cidr('10.0.0.0/8').containsIP(ip('11.0.0.1'))",
                "cidr('10.1.2.3/8').masked() == cidr('10.0.0.0/8') && cidr('10.0.0.0/8').containsCIDR('10.1.0.0/16')",
                "!format.dns1123Label().validate('a-b').hasValue() && format.named('uuid').hasValue()",
                "format.dns1123Label().validate('A').value().size() == 1",
                "semver('1.2.3').isLessThan(semver('1.10.0')) && isSemver('v1.2', true) && !isSemver('v1.2')",
                "semver('1.0.0-rc.1').isLessThan(semver('1.0.0')) && semver('1.2.3+b').minor() == 2",
                "'%s is %d of %.2f'.format(['a', 1, 2.5]) == 'a is 1 of 2.50'",
                "'%s'.format([[1, 'x', true]]) == '[1, x, true]' && '%x'.format(['hi']) == '6869'",
                "sets.contains(self.zones, ['x']) && self.zones.join(',') == 'x,y'",
                "{'a': 1}.transformMap(k, v, v + 1) == {'a': 2}",
            })
    void whatHoldsIsTrue(String source) throws Exception {
        assertThat(run(source))
                .isInstanceOfSatisfying(
                        Outcome.Yielded.class,
                        yielded -> assertThat(yielded.value()).isEqualTo(true));
    }

    @Test
    void anotherTypeIsNoRule() {
        assertThatExceptionOfType(CelCompileException.class)
                .isThrownBy(() -> ENVIRONMENT.compile("self.n", Result.BOOL))
                .satisfies(e -> assertThat(e.kind()).isEqualTo(CelCompileException.Kind.OTHER_TYPE));
    }

    @Test
    void whatCostsTooMuchIsEnded() throws Exception {
        String tens = "[0, 1, 2, 3, 4, 5, 6, 7, 8, 9]";
        String source = tens + ".all(a, " + tens + ".all(b, " + tens + ".all(c, " + tens + ".all(d, " + tens
                + ".all(e, a + b + c + d + e >= 0)))))";
        assertThat(run(source)).isInstanceOf(Outcome.TooCostly.class);
    }

    /** Put together when it runs, so that nobody can look at it before. */
    @ParameterizedTest
    @ValueSource(strings = {"matches", "find", "findAll"})
    void anExpressionThatWouldBecomeTooLargeFails(String function) throws Exception {
        String call = "'aaa'." + function + "('((a{1000}){1000}' + '){1000}')";
        String source = function.equals("findAll") ? call + " == []" : function.equals("find") ? call + " == ''" : call;
        assertThat(run(source))
                .isInstanceOfSatisfying(
                        Outcome.Failed.class,
                        failed -> assertThat(failed.message()).contains("invalid repeat count"));
    }
}
