/** Writes the result of a check in the formats of other programs: HTML, SARIF, JUnit XML and JSON. */
package io.nodememory.query.report;
