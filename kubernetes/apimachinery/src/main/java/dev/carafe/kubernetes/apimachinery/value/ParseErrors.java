package dev.carafe.kubernetes.apimachinery.value;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.io.JsonEOFException;
import java.io.IOException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What is wrong with a text that is not JSON, in the words of Go's parser where it has some for the case. */
final class ParseErrors {
    private static final Pattern CHARACTER =
            Pattern.compile("Unexpected (?:character \\('|close marker ')(.)'.*", Pattern.DOTALL);
    private static final Pattern TOKEN = Pattern.compile("Unrecognized token '(.).*", Pattern.DOTALL);

    private ParseErrors() {}

    static String describe(IOException e) {
        if (e instanceof JsonEOFException) {
            return "unexpected end of JSON input";
        }
        if (!(e instanceof JsonProcessingException parse)) {
            return String.valueOf(e.getMessage());
        }
        String message = String.valueOf(parse.getOriginalMessage());
        Matcher character = CHARACTER.matcher(message);
        if (character.matches()) {
            return "invalid character '" + character.group(1) + "' " + place(message);
        }
        Matcher token = TOKEN.matcher(message);
        if (token.matches()) {
            return "invalid character '" + token.group(1) + "' looking for beginning of value";
        }
        return message
                + (parse.getLocation() == null
                        ? ""
                        : " at offset " + parse.getLocation().getByteOffset());
    }

    private static String place(String message) {
        if (message.contains("separate Object entries")) {
            return "after object key:value pair";
        }
        if (message.contains("separate Array entries")) {
            return "after array element";
        }
        if (message.contains("colon to separate")) {
            return "after object key";
        }
        if (message.contains("start field name")) {
            return "looking for beginning of object key string";
        }
        return "looking for beginning of value";
    }
}
