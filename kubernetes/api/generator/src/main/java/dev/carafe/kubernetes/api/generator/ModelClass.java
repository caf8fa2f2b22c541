package dev.carafe.kubernetes.api.generator;

import java.lang.classfile.Annotation;
import java.lang.classfile.AnnotationElement;
import java.lang.classfile.AnnotationValue;
import java.lang.classfile.AttributedElement;
import java.lang.classfile.Attributes;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.FieldModel;
import java.lang.classfile.MethodModel;
import java.lang.classfile.Opcode;
import java.lang.classfile.instruction.FieldInstruction;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What the annotations of one model class of the official Java client say. The class file is read as bytes and never
 * loaded: a description stands at the class ({@code @ApiModel}) and at each getter ({@code @ApiModelProperty}), and the JSON
 * name at the field that the getter returns ({@code @SerializedName}).
 *
 * @param description of the structure; may be empty
 * @param fields descriptions by JSON name, of the fields that have one
 */
record ModelClass(String description, Map<String, String> fields) {
    private static final String MODEL = "io.swagger.annotations.ApiModel";
    private static final String PROPERTY = "io.swagger.annotations.ApiModelProperty";
    private static final String NAME = "com.google.gson.annotations.SerializedName";

    /** Of which nothing is said. */
    static final ModelClass NONE = new ModelClass("", Map.of());

    /** With what another says where this says nothing. */
    ModelClass or(ModelClass other) {
        Map<String, String> all = new TreeMap<>(other.fields);
        all.putAll(fields);
        return new ModelClass(description.isEmpty() ? other.description : description, all);
    }

    static ModelClass parse(byte... classFile) {
        ClassModel model = ClassFile.of().parse(classFile);
        Map<String, String> jsonNames = new HashMap<>();
        for (FieldModel field : model.fields()) {
            annotated(field, NAME, "value")
                    .ifPresent(name -> jsonNames.put(field.fieldName().stringValue(), name));
        }
        Map<String, String> fields = new TreeMap<>();
        for (MethodModel method : model.methods()) {
            Optional<String> text = annotated(method, PROPERTY, "value").filter(value -> !value.isBlank());
            Optional<String> name = text.flatMap(_ -> returnedField(method)).map(jsonNames::get);
            name.ifPresent(jsonName -> fields.put(jsonName, paragraphs(text.orElseThrow())));
        }
        return new ModelClass(
                annotated(model, MODEL, "description")
                        .map(ModelClass::paragraphs)
                        .orElse(""),
                fields);
    }

    /** The client's own build turns each line break into a space, so two of them were a paragraph's end. */
    private static String paragraphs(String text) {
        return text.strip().replaceAll(" {2,}", "\n\n");
    }

    private static Optional<String> returnedField(MethodModel getter) {
        return getter.code().stream()
                .flatMap(code -> code.elementStream())
                .filter(FieldInstruction.class::isInstance)
                .map(FieldInstruction.class::cast)
                .filter(instruction -> instruction.opcode() == Opcode.GETFIELD)
                .map(instruction -> instruction.name().stringValue())
                .findFirst();
    }

    private static Optional<String> annotated(AttributedElement element, String annotationClass, String member) {
        return element.findAttribute(Attributes.runtimeVisibleAnnotations()).stream()
                .flatMap(attribute -> attribute.annotations().stream())
                .filter(annotation -> className(annotation).equals(annotationClass))
                .flatMap(annotation -> annotation.elements().stream())
                .filter(value -> value.name().equalsString(member))
                .map(AnnotationElement::value)
                .filter(AnnotationValue.OfString.class::isInstance)
                .map(value -> ((AnnotationValue.OfString) value).stringValue())
                .findFirst();
    }

    private static String className(Annotation annotation) {
        String descriptor = annotation.className().stringValue();
        return descriptor.substring(1, descriptor.length() - 1).replace('/', '.');
    }
}
