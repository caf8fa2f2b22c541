package dev.carafe.kubernetes.api;

import dev.carafe.kubernetes.apimachinery.protobuf.MessageDeclaration;
import dev.carafe.kubernetes.apimachinery.protobuf.MessageField;
import dev.carafe.kubernetes.apimachinery.protobuf.Messages;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The protobuf messages of the built-in kinds. A package is read, and a message parsed, when it is first asked for. */
public final class BuiltinMessages implements Messages {
    private static final BuiltinMessages INSTANCE = new BuiltinMessages();

    private final ConcurrentHashMap<String, Optional<Struct>> packages = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<String, Optional<MessageDeclaration>> messages = new ConcurrentHashMap<>();

    private BuiltinMessages() {}

    /** The one table; it is immutable to its users. */
    public static BuiltinMessages instance() {
        return INSTANCE;
    }

    @Override
    public @Nullable MessageDeclaration find(String name) {
        return messages.computeIfAbsent(name, this::parse).orElse(null);
    }

    private Optional<MessageDeclaration> parse(String name) {
        int dot = name.lastIndexOf('.');
        if (dot < 0) {
            return Optional.empty();
        }
        String simple = name.substring(dot + 1);
        return packages.computeIfAbsent(
                        name.substring(0, dot), packageName -> DeclarationResource.find("messages", packageName))
                .filter(types -> types.has(simple))
                .map(types -> new MessageDeclaration(name, fields(types, simple)));
    }

    private static List<MessageField> fields(Struct types, String name) {
        return DeclarationResource.strings(types, name).stream()
                .map(MessageField::parse)
                .toList();
    }
}
