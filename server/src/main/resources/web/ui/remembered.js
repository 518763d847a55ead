/** Remembers the last answer of a function as long as it is given the same: by identity, as documents are never changed in place. */
export function remembered(reckon) {
  let given = null;
  let answer;
  return (...values) => {
    if (given?.length !== values.length || !values.every((value, n) => Object.is(value, given[n]))) {
      answer = reckon(...values);
      given = values;
    }
    return answer;
  };
}
