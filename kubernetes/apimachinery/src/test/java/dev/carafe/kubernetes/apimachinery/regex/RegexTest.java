package dev.carafe.kubernetes.apimachinery.regex;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RegexTest {
    private static void assertRefused(String expression, String problem) {
        assertThatExceptionOfType(PatternSyntaxException.class)
                .isThrownBy(() -> Regex.compile(expression))
                .withMessage("error parsing regexp: " + problem);
    }

    /** As Go's library says it. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "((a{1000}){1000}){1000} | {1000}",
                "(a{1000}){1000} | {1000}",
                "(a{10}){101} | {101}",
                "(((((a{9}){9}){9}){9}){9}){9} | {9}",
                "a{1001} | {1001}",
                "(a{2,}){501} | {501}",
                "(x+y(a{500})?){3,} | {3,}",
                "a{99999999999} | {99999999999}"
            })
    void repeatsOfRepeatsMultiply(String expression, String count) {
        assertRefused(expression, "invalid repeat count: `" + count + "`");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "(a{1,1000})",
                "(a{10}){100}",
                "(a+)+$",
                "a{1000}b{1000}",
                "a{,5}",
                "{",
                "a{x}",
                "[{}(]{3}",
                "[]a{2000}]",
                "[^]{5000}]",
                "[[:alpha:]{9999}]",
                "\\{9999\\}",
                "\\Q(a{9999}\\E{2}",
                "\\p{Greek}{1000}",
                "\\x{61}{1000}",
                "((a{1000}){0}){1000}",
                "^([a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*)$"
            })
    void whatStaysSmallIsCompiled(String expression) {
        assertThat(Regex.compile(expression).pattern()).isEqualTo(expression);
    }

    @Test
    void aLongRowOfRepeatsIsRefused() {
        String row = "a{1000}".repeat(1_000);

        assertRefused(row, "expression too large: `" + row + "`");
    }

    @Test
    void deepGroupsAreRefused() {
        String deep = "(".repeat(100_000) + ")".repeat(100_000);

        assertRefused(deep, "expression nests too deeply: `" + deep + "`");
    }

    @ParameterizedTest
    @ValueSource(strings = {"(", "a)", "[a", "a{2}{3}", "\\", "*", "[", "\\x{", "\\Q"})
    void whatIsNotWellFormedIsLeftToTheCompiler(String expression) {
        boolean compiles = true;
        try {
            Pattern.compile(expression);
        } catch (PatternSyntaxException e) {
            compiles = false;
            assertRefused(expression, String.valueOf(e.getMessage()).replace("error parsing regexp: ", ""));
        }
        if (compiles) {
            assertThat(Regex.compile(expression).pattern()).isEqualTo(expression);
        }
    }
}
