package dev.carafe.kubernetes.apimachinery.cel;

import com.google.re2j.Matcher;
import com.google.re2j.PatternSyntaxException;
import dev.carafe.kubernetes.apimachinery.regex.Regex;
import dev.cel.common.exceptions.CelInvalidArgumentException;
import dev.cel.common.types.ListType;
import dev.cel.common.types.SimpleType;
import dev.cel.runtime.CelFunctionBinding;
import java.util.ArrayList;
import java.util.List;

/** Finding by regular expressions, in linear time (k8s.io/apiserver/pkg/cel/library, regex.go). */
final class RegexFunctions {
    private RegexFunctions() {}

    static void add(Functions functions) {
        functions.member(
                "find",
                "string_find_string",
                SimpleType.STRING,
                arguments -> {
                    Matcher matcher = matcher(arguments);
                    return matcher.find() ? matcher.group() : "";
                },
                SimpleType.STRING,
                SimpleType.STRING);
        ListType texts = ListType.create(SimpleType.STRING);
        functions.member(
                "findAll",
                "string_find_all_string",
                texts,
                arguments -> findAll(arguments, -1),
                SimpleType.STRING,
                SimpleType.STRING);
        functions.member(
                "findAll",
                "string_find_all_string_int",
                texts,
                arguments -> findAll(arguments, (Long) arguments[2]),
                SimpleType.STRING,
                SimpleType.STRING,
                SimpleType.INT);
    }

    /** The standard library's function, whose own form compiles whatever it is given. */
    static List<CelFunctionBinding> matching() {
        return List.copyOf(CelFunctionBinding.fromOverloads(
                "matches",
                CelFunctionBinding.from("matches", String.class, String.class, RegexFunctions::matches),
                CelFunctionBinding.from("matches_string", String.class, String.class, RegexFunctions::matches)));
    }

    private static boolean matches(String text, String expression) {
        return matcher(text, expression).find();
    }

    private static Matcher matcher(Object[] arguments) {
        return matcher((String) arguments[0], (String) arguments[1]);
    }

    private static Matcher matcher(String text, String expression) {
        try {
            return Regex.compile(expression).matcher(text);
        } catch (PatternSyntaxException e) {
            throw new CelInvalidArgumentException("Illegal regex: " + e.getMessage());
        }
    }

    /** The first finds, all of them where {@code limit} is negative. */
    private static List<String> findAll(Object[] arguments, long limit) {
        Matcher matcher = matcher(arguments);
        List<String> found = new ArrayList<>();
        while ((limit < 0 || found.size() < limit) && matcher.find()) {
            found.add(matcher.group());
        }
        return found;
    }
}
