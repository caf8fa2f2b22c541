package dev.carafe.conformance;

import java.util.List;
import java.util.Map;

/**
 * A request of an {@link ApiScript}.
 *
 * @param name what it is about, after its script's name; no other request has the same
 * @param until asked again until this regular expression is found in the answer, empty for once only
 * @param members the way to the part of the answer that is compared, empty for all of it
 * @param kept the ways to the parts of the answer that later requests name
 */
record ScriptedRequest(
        String name, ApiRequest request, String until, List<String> members, Map<String, List<String>> kept) {}
