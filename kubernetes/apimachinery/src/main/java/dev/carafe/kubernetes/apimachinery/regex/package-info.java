/**
 * Regular expressions that users write, as upstream's library (RE2) takes them: matched in linear time, and compiled only when they stay
 * small. Knows nobody in the house.
 */
@NullMarked
package dev.carafe.kubernetes.apimachinery.regex;

import org.jspecify.annotations.NullMarked;
