package dev.carafe.kubernetes.apimachinery.protobuf;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The layout of one message.
 *
 * @param name such as {@code api.core.v1.PodSpec}
 * @param fields its fields by rising number
 */
public record MessageDeclaration(String name, List<MessageField> fields) {
    public MessageDeclaration {
        fields = List.copyOf(fields);
    }

    /** The field of a number, or null where there is none. */
    public @Nullable MessageField field(int number) {
        int guess = Math.min(number, fields.size()) - 1; // numbers mostly have no gaps
        for (int i = guess; i >= 0; i--) {
            MessageField field = fields.get(i);
            if (field.number() == number) {
                return field;
            }
            if (field.number() < number) {
                return null;
            }
        }
        return null;
    }
}
