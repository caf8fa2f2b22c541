package dev.carafe.kubernetes.apimachinery.customresource;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.kubernetes.apimachinery.field.FieldError;
import dev.carafe.kubernetes.apimachinery.value.Json;
import dev.carafe.kubernetes.apimachinery.value.MalformedJsonException;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ObjectValidatorTest {
    private static Struct tree(String json) throws MalformedJsonException {
        return Json.decodeStruct(json.replace('\'', '"').getBytes(UTF_8));
    }

    private static List<String> problems(String object, String schema) throws Exception {
        List<FieldError> errors = new ArrayList<>();
        ObjectValidator.validate(tree(object), CustomSchema.of(tree(schema)), errors);
        return errors.stream().map(FieldError::toString).toList();
    }

    private static List<String> problems(String before, String after, String schema) throws Exception {
        List<FieldError> errors = new ArrayList<>();
        ObjectValidator.validateUpdate(tree(after), tree(before), CustomSchema.of(tree(schema)), errors);
        return errors.stream().map(FieldError::toString).toList();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "'a'   | {'type':'integer'} | x: Invalid value: \"string\": x in body must be of type integer: \"string\"",
                "3     | {'type':'integer','minimum':5} | x: Invalid value: 3: x in body should be greater than or equal to 5",
                "5     | {'maximum':5,'exclusiveMaximum':true} | x: Invalid value: 5: x in body should be less than 5",
                "7     | {'multipleOf':2} | x: Invalid value: 7: x in body should be a multiple of 2",
                "'ab'  | {'minLength':3} | x: Invalid value: \"ab\": x in body should be at least 3 chars long",
                "'abcd'| {'maxLength':3} | x: Too long: may not be more than 3 bytes",
                "'b'   | {'pattern':'^a$'} | x: Invalid value: \"b\": x in body should match '^a$'",
                "'no'  | {'enum':['a','b']} | x: Unsupported value: \"no\": supported values: \"a\", \"b\"",
                "[1]   | {'minItems':2} | x: Invalid value: [1]: x in body should have at least 2 items",
                "[1,2] | {'maxItems':1} | x: Too many: 2: must have at most 1 item",
                "{}    | {'required':['y']} | x.y: Required value",
                "true  | {'x-kubernetes-int-or-string':true} | x: Invalid value: \"boolean\": x in body must be of type integer,string: \"boolean\"",
                "'x'   | {'format':'date-time'} | x: Invalid value: \"x\": x in body must be of type date-time: \"x\"",
                "['a','a'] | {'x-kubernetes-list-type':'set','items':{}} | x[1]: Duplicate value: \"a\""
            })
    void valuesAreHeldToTheirSchema(String value, String schema, String problem) throws Exception {
        assertThat(problems("{'x':" + value + "}", "{'properties':{'x':" + schema + "}}"))
                .singleElement()
                .satisfies(found -> assertThat(found.replace("\"string\": x", "\"string\": x"))
                        .contains(tail(problem)));
    }

    /** What is shown of the value itself is the field error's. */
    private static String tail(String problem) {
        int at = problem.indexOf("in body");
        return at < 0 ? problem : problem.substring(at);
    }

    @Test
    void whatIsRightHasNoProblems() throws Exception {
        assertThat(problems(
                        "{'a':1,'b':1.0,'c':2,'d':null,'e':'80'}",
                        "{'properties':{'a':{'type':'integer'},'b':{'type':'integer'},'c':{'type':'number'},"
                                + "'d':{'type':'string','nullable':true},'e':{'x-kubernetes-int-or-string':true}}}"))
                .isEmpty();
    }

    @Test
    void alternativesAreCounted() throws Exception {
        String schema = "{'properties':{'x':{'type':'object','properties':{'a':{},'b':{}},"
                + "'oneOf':[{'required':['a']},{'required':['b']}]}}}";
        assertThat(problems("{'x':{'a':1}}", schema)).isEmpty();
        assertThat(problems("{'x':{'a':1,'b':1}}", schema))
                .containsExactly("<nil>: Invalid value: \"\": \"x\" must validate one and only one schema (oneOf)."
                        + " Found 2 valid alternatives");
        assertThat(problems("{'x':{}}", schema))
                .contains("<nil>: Invalid value: \"\": \"x\" must validate one and only one schema (oneOf)."
                        + " Found none valid");
    }

    @Test
    void itemsOfAMapListAreToldApartByTheirKeys() throws Exception {
        String schema = "{'properties':{'x':{'x-kubernetes-list-type':'map','x-kubernetes-list-map-keys':['k','p'],"
                + "'items':{'properties':{'k':{},'p':{'default':'TCP'}}}}}}";
        assertThat(problems("{'x':[{'k':1,'p':'UDP'},{'k':1,'p':'TCP'}]}", schema))
                .isEmpty();
        assertThat(problems("{'x':[{'k':1,'p':'TCP'},{'k':1,'p':'TCP'}]}", schema))
                .singleElement()
                .satisfies(problem -> assertThat(problem).startsWith("x[1]: Duplicate value:"));
    }

    @Test
    void aChangeIsHeldOnlyToWhatItChanges() throws Exception {
        String schema = "{'properties':{'a':{'type':'string','maxLength':1},'b':{'type':'string','maxLength':1}}}";
        assertThat(problems("{'a':'long','b':'x'}", "{'a':'long','b':'y'}", schema))
                .isEmpty();
        assertThat(problems("{'a':'long','b':'x'}", "{'a':'longer','b':'y'}", schema))
                .hasSize(1);
    }

    @Test
    void itemsThatStayAreNotLookedAtAgain() throws Exception {
        String schema = "{'properties':{'x':{'x-kubernetes-list-type':'map','x-kubernetes-list-map-keys':['k'],"
                + "'items':{'properties':{'k':{},'v':{'maximum':5}}}}}}";
        String before = "{'x':[{'k':'a','v':9}]}";
        assertThat(problems(before, "{'x':[{'k':'b','v':1},{'k':'a','v':9}]}", schema))
                .isEmpty();
        assertThat(problems(before, "{'x':[{'k':'b','v':9},{'k':'a','v':9}]}", schema))
                .hasSize(1);
    }

    /** A matcher that tries each way to divide the letters would not come to an end. */
    @Test
    void aPatternOfManyWaysIsMatchedInOnePass() throws Exception {
        String schema = "{'properties':{'x':{'type':'string','pattern':'^(a+)+$'}}}";
        String letters = "a".repeat(100_000);
        assertThat(problems("{'x':'" + letters + "'}", schema)).isEmpty();
        assertThat(problems("{'x':'" + letters + "!'}", schema))
                .singleElement()
                .satisfies(problem -> assertThat(problem).endsWith("x in body should match '^(a+)+$'"));
    }
}
