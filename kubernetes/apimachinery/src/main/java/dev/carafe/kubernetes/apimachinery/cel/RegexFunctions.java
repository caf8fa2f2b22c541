package dev.carafe.kubernetes.apimachinery.cel;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.cel.common.exceptions.CelInvalidArgumentException;
import dev.cel.common.types.ListType;
import dev.cel.common.types.SimpleType;
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

    private static Matcher matcher(Object[] arguments) {
        try {
            return Pattern.compile((String) arguments[1]).matcher((String) arguments[0]);
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
