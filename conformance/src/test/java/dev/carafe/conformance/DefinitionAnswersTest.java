package dev.carafe.conformance;

/** Asks for definitions of custom resources and for their objects. */
@BesideOthers
class DefinitionAnswersTest extends ScriptedAnswersContract {
    private static final String HEAD = """
            # Custom resources beside upstream's 1.37

            What upstream's API server and ours are asked for definitions of custom resources and for their objects. The whole
            answers are compared: code, object, failure with its causes, managed fields, warnings, tables, events of watches.
            `conformance/src/test/resources/definitions/requests/` has the requests, a file for each subject,
            `conformance/src/test/resources/definitions/different.txt` lists each that is answered otherwise.

            """;

    DefinitionAnswersTest() {
        super("definitions", "custom-resources.md", HEAD);
    }
}
