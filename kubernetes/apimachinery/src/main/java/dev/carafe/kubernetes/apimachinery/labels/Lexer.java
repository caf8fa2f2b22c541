package dev.carafe.kubernetes.apimachinery.labels;

import java.util.ArrayList;
import java.util.List;

/** Splits a selector's text into tokens. */
final class Lexer {
    /** What a token is. */
    enum Kind {
        ERROR,
        END,
        IDENTIFIER,
        CLOSED_PAR,
        COMMA,
        DOES_NOT_EXIST,
        DOUBLE_EQUALS,
        EQUALS,
        GREATER_THAN,
        IN,
        LESS_THAN,
        NOT_EQUALS,
        NOT_IN,
        OPEN_PAR
    }

    /** A token and the text it was read from. */
    record Token(Kind kind, String text) {}

    private final String text;
    private int position;

    private Lexer(String text) {
        this.text = text;
    }

    /** All tokens, the last of which is END. */
    static List<Token> tokens(String text) {
        Lexer lexer = new Lexer(text);
        ArrayList<Token> tokens = new ArrayList<>();
        Token token;
        do {
            token = lexer.next();
            tokens.add(token);
        } while (token.kind() != Kind.END);
        return tokens;
    }

    private Token next() {
        while (position < text.length() && isSpace(text.charAt(position))) {
            position++;
        }
        if (position >= text.length()) {
            return new Token(Kind.END, "");
        }
        return isSymbol(text.charAt(position)) ? symbol() : word();
    }

    private Token word() {
        int start = position;
        while (position < text.length() && !isSpace(text.charAt(position)) && !isSymbol(text.charAt(position))) {
            position++;
        }
        String word = text.substring(start, position);
        return switch (word) {
            case "in" -> new Token(Kind.IN, word);
            case "notin" -> new Token(Kind.NOT_IN, word);
            default -> new Token(Kind.IDENTIFIER, word);
        };
    }

    /** The longest run of symbols that is a token. */
    private Token symbol() {
        int start = position;
        Kind found = Kind.ERROR;
        while (position < text.length() && isSymbol(text.charAt(position))) {
            Kind longer = kind(text.substring(start, position + 1));
            if (longer == Kind.ERROR && found != Kind.ERROR) {
                break;
            }
            found = longer;
            position++;
        }
        String symbol = text.substring(start, position);
        return found == Kind.ERROR
                ? new Token(Kind.ERROR, "error expected: keyword found '" + symbol + "'")
                : new Token(found, symbol);
    }

    private static Kind kind(String symbol) {
        return switch (symbol) {
            case ")" -> Kind.CLOSED_PAR;
            case "," -> Kind.COMMA;
            case "!" -> Kind.DOES_NOT_EXIST;
            case "==" -> Kind.DOUBLE_EQUALS;
            case "=" -> Kind.EQUALS;
            case ">" -> Kind.GREATER_THAN;
            case "<" -> Kind.LESS_THAN;
            case "!=" -> Kind.NOT_EQUALS;
            case "(" -> Kind.OPEN_PAR;
            default -> Kind.ERROR;
        };
    }

    private static boolean isSpace(char c) {
        return c == ' ' || c == '\t' || c == '\r' || c == '\n';
    }

    private static boolean isSymbol(char c) {
        return "=!(),><".indexOf(c) >= 0;
    }
}
