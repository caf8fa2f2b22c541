package dev.carafe.kubernetes.apimachinery.labels;

import dev.carafe.kubernetes.apimachinery.labels.Lexer.Kind;
import dev.carafe.kubernetes.apimachinery.labels.Lexer.Token;
import dev.carafe.kubernetes.apimachinery.validation.Names;
import dev.carafe.kubernetes.apimachinery.value.Quoted;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads a selector by recursive descent.
 *
 * <pre>
 * selector    = requirement | requirement "," selector
 * requirement = ["!"] key | key comparison value | key ("in" | "notin") "(" value {"," value} ")"
 * comparison  = "=" | "==" | "!=" | ">" | "&lt;"
 * </pre>
 */
final class Parser {
    private final List<Token> tokens;
    private int position;

    Parser(String text) {
        this.tokens = Lexer.tokens(text);
    }

    List<Requirement> parse() throws SelectorException {
        ArrayList<Requirement> requirements = new ArrayList<>();
        while (true) {
            Token first = peekWord();
            switch (first.kind()) {
                case IDENTIFIER, DOES_NOT_EXIST -> {
                    requirements.add(requirement());
                    Token after = takeWord();
                    if (after.kind() == Kind.END) {
                        return requirements;
                    }
                    if (after.kind() != Kind.COMMA) {
                        throw unexpected(after, ", expected: ',' or 'end of string'");
                    }
                    Token next = peekWord();
                    if (next.kind() != Kind.IDENTIFIER && next.kind() != Kind.DOES_NOT_EXIST) {
                        throw unexpected(next, ", expected: identifier after ','");
                    }
                }
                case END -> {
                    return requirements;
                }
                default -> throw unexpected(first, ", expected: !, identifier, or 'end of string'");
            }
        }
    }

    private Requirement requirement() throws SelectorException {
        try {
            Token token = takeWord();
            boolean absent = token.kind() == Kind.DOES_NOT_EXIST;
            if (absent) {
                token = takeWord();
            }
            if (token.kind() != Kind.IDENTIFIER) {
                throw unexpected(token, ", expected: identifier");
            }
            String key = token.text();
            List<String> errors = Names.qualifiedName(key);
            if (!errors.isEmpty()) { // upstream has no path at hand here and prints its nil
                throw new SelectorException(
                        "<nil>: Invalid value: " + Quoted.of(key) + ": " + String.join("; ", errors));
            }
            Kind next = peekWord().kind();
            if (absent) {
                return Requirement.of(key, Operator.DOES_NOT_EXIST, List.of());
            }
            if (next == Kind.END || next == Kind.COMMA) {
                return Requirement.of(key, Operator.EXISTS, List.of());
            }
            Operator operator = operator();
            return Requirement.of(
                    key,
                    operator,
                    operator == Operator.IN || operator == Operator.NOT_IN ? values() : List.of(exactValue()));
        } catch (SelectorException e) {
            throw new SelectorException("unable to parse requirement: " + e.getMessage());
        }
    }

    private Operator operator() throws SelectorException {
        Token token = tokens.get(position);
        advance();
        return switch (token.kind()) {
            case IN -> Operator.IN;
            case EQUALS -> Operator.EQUALS;
            case DOUBLE_EQUALS -> Operator.DOUBLE_EQUALS;
            case GREATER_THAN -> Operator.GREATER_THAN;
            case LESS_THAN -> Operator.LESS_THAN;
            case NOT_IN -> Operator.NOT_IN;
            case NOT_EQUALS -> Operator.NOT_EQUALS;
            case ERROR, END, IDENTIFIER, CLOSED_PAR, COMMA, DOES_NOT_EXIST, OPEN_PAR ->
                throw unexpected(token, ", expected: in, notin, =, ==, !=, gt, lt");
        };
    }

    private List<String> values() throws SelectorException {
        Token open = takeWord();
        if (open.kind() != Kind.OPEN_PAR) {
            throw unexpected(open, " expected: '('");
        }
        Token first = peekWord();
        return switch (first.kind()) {
            case IDENTIFIER, COMMA -> {
                List<String> list = list();
                Token close = takeWord();
                if (close.kind() != Kind.CLOSED_PAR) {
                    throw unexpected(close, ", expected: ')'");
                }
                yield list;
            }
            case CLOSED_PAR -> {
                advance();
                yield List.of("");
            }
            default -> throw unexpected(first, ", expected: ',', ')' or identifier");
        };
    }

    /** Values up to the closing parenthesis; nothing between two commas is the empty value. */
    private List<String> list() throws SelectorException {
        ArrayList<String> values = new ArrayList<>();
        while (true) {
            Token token = takeWord();
            if (token.kind() == Kind.IDENTIFIER) {
                values.add(token.text());
                Kind next = peekWord().kind();
                if (next == Kind.CLOSED_PAR) {
                    return values;
                }
                if (next != Kind.COMMA) {
                    throw unexpected(peekWord(), ", expected: ',' or ')'");
                }
            } else if (token.kind() == Kind.COMMA) {
                if (values.isEmpty()) {
                    values.add("");
                }
                Kind next = peekWord().kind();
                if (next == Kind.CLOSED_PAR) {
                    values.add("");
                    return values;
                }
                if (next == Kind.COMMA) {
                    advance();
                    values.add("");
                }
            } else {
                throw unexpected(token, ", expected: ',', or identifier");
            }
        }
    }

    private String exactValue() throws SelectorException {
        Kind next = peekWord().kind();
        if (next == Kind.END || next == Kind.COMMA) {
            return "";
        }
        Token token = takeWord();
        if (token.kind() != Kind.IDENTIFIER) {
            throw unexpected(token, ", expected: identifier");
        }
        return token.text();
    }

    private static SelectorException unexpected(Token token, String rest) {
        return new SelectorException("found '" + token.text() + "'" + rest);
    }

    /** The token ahead, where {@code in} and {@code notin} are ordinary words. */
    private Token peekWord() {
        Token token = tokens.get(position);
        return switch (token.kind()) {
            case IN, NOT_IN -> new Token(Kind.IDENTIFIER, token.text());
            default -> token;
        };
    }

    private Token takeWord() {
        Token token = peekWord();
        advance();
        return token;
    }

    private void advance() {
        if (position < tokens.size() - 1) {
            position++;
        }
    }
}
