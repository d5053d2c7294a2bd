/**
 * Reads strict YAML documents whose every error names file, line, key, what was wanted and what was
 * found.
 */
@NullMarked
package eu.releve.document;

import org.jspecify.annotations.NullMarked;
