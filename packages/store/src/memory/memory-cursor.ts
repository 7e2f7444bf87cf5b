import type { Document } from 'mongodb';

type Find = {
  readonly sort?: Document;
  readonly skip?: number;
  readonly limit?: number;
  readonly projection?: Document;
};

/** What `find` answers: put together by its methods, and read when it is asked for. */
export class MemoryCursor {
  readonly #read: (find: Find) => Promise<Document[]>;
  readonly #find: Find;

  constructor(read: (find: Find) => Promise<Document[]>, find: Find) {
    this.#read = read;
    this.#find = find;
  }

  #with(more: Find): MemoryCursor {
    return new MemoryCursor(this.#read, { ...this.#find, ...more });
  }

  sort(sort: Document): MemoryCursor {
    return this.#with({ sort });
  }

  skip(skip: number): MemoryCursor {
    return this.#with({ skip });
  }

  limit(limit: number): MemoryCursor {
    return this.#with({ limit });
  }

  project(projection: Document): MemoryCursor {
    return this.#with({ projection });
  }

  toArray(): Promise<Document[]> {
    return this.#read(this.#find);
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Document> {
    yield* await this.toArray();
  }
}

export type { Find };
