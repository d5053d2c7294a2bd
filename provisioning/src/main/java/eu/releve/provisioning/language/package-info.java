/** What people read, in their language: words, and how registers are called. */
@NullMarked
package eu.releve.provisioning.language;

import org.jspecify.annotations.NullMarked;
