/**
 * Values in few bytes, for a server's own memory of them: what it reads by the thousand when it starts. Nothing of it is ever sent to
 * another but digests, by which two servers find that they know the same.
 *
 * <pre>
 * document: 0x01, value              no XML begins so
 * value:    a tag, and what it says  see {@link dev.carafe.vsphere.vim.packed.Tag}
 * number:   7 bits a byte, the lowest first, 0x80 says that more follow
 * signed:   a number; 0, -1, 1, -2 are 0, 1, 2, 3
 * text:     a number, so many bytes of UTF-8
 * name:     a number: 0 and a text for one that is new in the document, n for the n-th of it
 * type:     a number: 0, a text and four bytes of its shape for one that is new in the document, n for the n-th of it
 * data:     a type, a number of fields, and of each its position and its value; what is absent or empty is left out
 * </pre>
 *
 * <p>Fields go by their positions. So a type whose fields are others than when it was written (its {@link
 * dev.carafe.vsphere.vim.DataType#shape} differs) cannot be read, and says so: it is for what can be learnt again.
 */
@NullMarked
package dev.carafe.vsphere.vim.packed;

import org.jspecify.annotations.NullMarked;
