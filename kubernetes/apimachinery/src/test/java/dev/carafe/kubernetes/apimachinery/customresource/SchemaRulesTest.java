package dev.carafe.kubernetes.apimachinery.customresource;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.kubernetes.apimachinery.field.FieldError;
import dev.carafe.kubernetes.apimachinery.value.Json;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SchemaRulesTest {
    private static String resource(String name) throws IOException {
        try (InputStream in = Objects.requireNonNull(SchemaRulesTest.class.getResourceAsStream(name))) {
            return new String(in.readAllBytes(), UTF_8);
        }
    }

    private static Struct tree(String json) throws Exception {
        return Json.decodeStruct(json.replace('\'', '"').getBytes(UTF_8));
    }

    private static SchemaRules rules(String schema) throws Exception {
        return SchemaRules.of(CustomSchema.of(tree(schema))).orElseThrow();
    }

    private static List<String> problems(SchemaRules rules, Struct object, @Nullable Struct old) {
        List<FieldError> errors = new ArrayList<>();
        rules.check(object, old, errors, _ -> {});
        return errors.stream().map(FieldError::toString).toList();
    }

    /**
     * What upstream's implementation said of a rule.
     *
     * @param max its estimated cost, empty where it does not compile
     * @param actual what a run cost
     * @param said its error, empty where it holds
     */
    record Recorded(String rule, String max, String actual, String said) {}

    static Stream<Recorded> recorded() throws IOException {
        return resource("rules.tsv")
                .lines()
                .filter(line -> !line.startsWith("#"))
                .map(line -> {
                    String[] parts = line.split("\t", -1);
                    return new Recorded(parts[0], parts[1], parts[2], parts[3].replace("\\n", "\n"));
                });
    }

    @ParameterizedTest
    @MethodSource("recorded")
    void aRuleSaysAndCostsWhatItDoesUpstream(Recorded recorded) throws Exception {
        Struct schema = Json.decodeStruct(resource("rules-schema.json").getBytes(UTF_8))
                .with("x-kubernetes-validations", List.of(Struct.of("rule", recorded.rule())));
        Struct object = Json.decodeStruct(resource("rules-object.json").getBytes(UTF_8));
        SchemaRules rules = SchemaRules.of(CustomSchema.of(schema)).orElseThrow();
        CompiledRule rule = rules.rules().getFirst();
        String max = rule.program() == null ? "" : String.valueOf(rule.program().costMax());
        List<FieldError> told = new ArrayList<>();
        rules.check(object, object, told, told::add);
        String said = rule.program() == null
                ? rule.error()
                : told.stream().map(FieldError::toString).collect(Collectors.joining());
        assertThat(max + "\t" + said).isEqualTo(recorded.max() + "\t" + recorded.said());
    }

    @Test
    void aRuleIsRunWhereItsValueIs() throws Exception {
        SchemaRules rules = rules("{'type':'object','properties':{'spec':{'type':'object','properties':{"
                + "'items':{'type':'array','items':{'type':'object','properties':{'n':{'type':'integer',"
                + "'x-kubernetes-validations':[{'rule':'self > 0','message':'must be positive'}]}}}},"
                + "'limits':{'type':'object','additionalProperties':{'type':'string',"
                + "'x-kubernetes-validations':[{'rule':'self.size() < 3'}]}}}}}}");
        assertThat(problems(rules, tree("{'spec':{'items':[{'n':1},{'n':-1}],'limits':{'a':'x','b':'long'}}}"), null))
                .containsExactly(
                        "spec.items[1].n: Invalid value: -1: must be positive",
                        "spec.limits[b]: Invalid value: \"long\": failed rule: self.size() < 3");
    }

    @Test
    void aRuleOnAChangeComparesWithWhatWas() throws Exception {
        SchemaRules rules = rules("{'type':'object','properties':{'spec':{'type':'object','properties':{"
                + "'size':{'type':'integer','x-kubernetes-validations':[{'rule':'self >= oldSelf'}]},"
                + "'parts':{'type':'array','x-kubernetes-list-type':'map','x-kubernetes-list-map-keys':['name'],'items':{"
                + "'type':'object','properties':{'name':{'type':'string'},'n':{'type':'integer',"
                + "'x-kubernetes-validations':[{'rule':'self == oldSelf'}]}}}}}}}}");
        Struct old = tree("{'spec':{'size':5,'parts':[{'name':'a','n':1},{'name':'b','n':2}]}}");
        assertThat(problems(rules, old, null)).isEmpty();
        assertThat(problems(
                        rules,
                        tree("{'spec':{'size':4,'parts':[{'name':'b','n':3},{'name':'a','n':1},{'name':'c','n':9}]}}"),
                        old))
                .containsExactly(
                        "spec.size: Invalid value: 4: failed rule: self >= oldSelf",
                        "spec.parts[0].n: Invalid value: 2: failed rule: self == oldSelf".replace("2:", "3:"));
    }

    @Test
    void anOptionalOldValueMayBeNone() throws Exception {
        SchemaRules rules = rules("{'type':'object','properties':{'size':{'type':'integer','x-kubernetes-validations':["
                + "{'rule':'oldSelf.hasValue() ? self >= oldSelf.value() : self == 1','optionalOldSelf':true}]}}}");
        assertThat(problems(rules, tree("{'size':2}"), null)).hasSize(1);
        assertThat(problems(rules, tree("{'size':1}"), null)).isEmpty();
        assertThat(problems(rules, tree("{'size':2}"), tree("{'size':1}"))).isEmpty();
    }

    @Test
    void whatWasWrongBeforeMayStay() throws Exception {
        SchemaRules rules = rules("{'type':'object','properties':{'a':{'type':'integer',"
                + "'x-kubernetes-validations':[{'rule':'self > 0'}]},'b':{'type':'string'}}}");
        Struct old = tree("{'a':-1,'b':'x'}");
        List<FieldError> errors = new ArrayList<>();
        List<FieldError> warnings = new ArrayList<>();
        rules.check(tree("{'a':-1,'b':'y'}"), old, errors, warnings::add);
        assertThat(errors).isEmpty();
        assertThat(warnings).singleElement().hasToString("a: Invalid value: -1: failed rule: self > 0");
        assertThat(problems(rules, tree("{'a':-2,'b':'y'}"), old)).hasSize(1);
    }

    @Test
    void messagesReasonsAndFieldsAreTheRules() throws Exception {
        Struct schema = tree("{'type':'object','properties':{'spec':{'type':'object','properties':{"
                + "'max':{'type':'integer'},'labels':{'type':'object','additionalProperties':{'type':'string'}}},"
                + "'x-kubernetes-validations':[{'rule':'self.max < 5','messageExpression':'@no more than 4, not @ +"
                + " string(self.max)','reason':'FieldValueForbidden','fieldPath':'.max'},"
                + "{'rule':'has(self.labels)','fieldPath':'.labels[@x.y@]','reason':'FieldValueRequired'}]}}}");
        SchemaRules rules = SchemaRules.of(CustomSchema.of(Json.decodeStruct(
                        Json.toString(schema).replace('@', '\'').getBytes(UTF_8))))
                .orElseThrow();
        assertThat(problems(rules, tree("{'spec':{'max':7}}"), null))
                .containsExactly(
                        "spec.max: Forbidden: no more than 4, not 7",
                        "spec.labels[x.y]: Required value: failed rule: has(self.labels)");
    }

    @Test
    void allRulesTogetherHaveABudget() throws Exception {
        String tens = "self.list.all(a, self.list.all(b, self.list.all(c, a + b + c > 0)))";
        StringBuilder rule = new StringBuilder();
        for (int i = 0; i < 40; i++) {
            rule.append(i == 0 ? "" : ",").append("{'rule':'").append(tens).append("'}");
        }
        SchemaRules rules = rules("{'type':'object','properties':{'list':{'type':'array','items':{'type':'integer'}}},"
                + "'x-kubernetes-validations':[" + rule + "]}");
        StringBuilder list = new StringBuilder("1");
        list.append(",1".repeat(37));
        assertThat(problems(rules, tree("{'list':[" + list + "]}"), null))
                .singleElement()
                .asString()
                .contains("running out of cost budget");
    }
}
