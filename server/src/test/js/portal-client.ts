// The example client of the portal's API document as it stands there, without React and without the class that only reckons
// delays. Not of the document: the function around the authentication example, `export`, and this comment.
import { io, Socket } from 'socket.io-client';

class WebSocketManager {
  private sockets: Map<string, Socket> = new Map();
  private subscriptions: Map<string, Set<(data: any) => void>> = new Map();
  
  connect(namespace: string = '/portal'): Socket {
    if (this.sockets.has(namespace)) {
      return this.sockets.get(namespace)!;
    }
    
    const socket = io(`ws://localhost:8000${namespace}`, {
      transports: ['websocket', 'polling'],
      timeout: 5000,
      reconnection: true,
      reconnectionAttempts: 5,
      reconnectionDelay: 1000,
      reconnectionDelayMax: 5000,
    });
    
    this.setupSocketListeners(socket, namespace);
    this.sockets.set(namespace, socket);
    
    return socket;
  }
  
  private setupSocketListeners(socket: Socket, namespace: string) {
    socket.on('connect', () => {
      console.log(`Connected to ${namespace}`);
      this.notifySubscribers(`${namespace}:connected`, { namespace });
    });
    
    socket.on('disconnect', (reason) => {
      console.log(`Disconnected from ${namespace}:`, reason);
      this.notifySubscribers(`${namespace}:disconnected`, { namespace, reason });
    });
    
    socket.on('error', (error) => {
      console.error(`Socket error on ${namespace}:`, error);
      this.notifySubscribers(`${namespace}:error`, { namespace, error });
    });
    
    // Forward all events to subscribers
    socket.onAny((event, data) => {
      this.notifySubscribers(`${namespace}:${event}`, data);
    });
  }
  
  subscribe(namespace: string, event: string, callback: (data: any) => void): () => void {
    const key = `${namespace}:${event}`;
    
    if (!this.subscriptions.has(key)) {
      this.subscriptions.set(key, new Set());
    }
    
    this.subscriptions.get(key)!.add(callback);
    
    // Ensure connection exists
    this.connect(namespace);
    
    return () => {
      const subscribers = this.subscriptions.get(key);
      if (subscribers) {
        subscribers.delete(callback);
        if (subscribers.size === 0) {
          this.subscriptions.delete(key);
        }
      }
    };
  }
  
  emit(namespace: string, event: string, data: any) {
    const socket = this.connect(namespace);
    socket.emit(event, data);
  }
  
  private notifySubscribers(key: string, data: any) {
    const subscribers = this.subscriptions.get(key);
    if (subscribers) {
      subscribers.forEach(callback => callback(data));
    }
  }
  
  disconnect(namespace?: string) {
    if (namespace) {
      const socket = this.sockets.get(namespace);
      if (socket) {
        socket.disconnect();
        this.sockets.delete(namespace);
      }
    } else {
      // Disconnect all
      this.sockets.forEach(socket => socket.disconnect());
      this.sockets.clear();
    }
  }
}

export const wsManager = new WebSocketManager();

interface WebSocketError {
  type: 'connection' | 'authentication' | 'validation' | 'server' | 'network';
  message: string;
  code?: string;
  details?: any;
  timestamp: Date;
}

export class WebSocketErrorHandler {
  static handle(error: WebSocketError, namespace: string) {
    switch (error.type) {
      case 'connection':
        this.handleConnectionError(error, namespace);
        break;
      case 'authentication':
        this.handleAuthError(error, namespace);
        break;
      case 'validation':
        this.handleValidationError(error, namespace);
        break;
      case 'server':
        this.handleServerError(error, namespace);
        break;
      case 'network':
        this.handleNetworkError(error, namespace);
        break;
    }
  }
  
  private static handleConnectionError(error: WebSocketError, namespace: string) {
    // Show connection status indicator
    // Attempt automatic reconnection
    console.warn(`Connection error on ${namespace}:`, error.message);
  }
  
  private static handleAuthError(error: WebSocketError, namespace: string) {
    // Redirect to login or show auth modal
    console.error(`Authentication error on ${namespace}:`, error.message);
  }
  
  private static handleValidationError(error: WebSocketError, namespace: string) {
    // Show validation error to user
    console.error(`Validation error on ${namespace}:`, error.message);
  }
  
  private static handleServerError(error: WebSocketError, namespace: string) {
    // Show server error notification
    console.error(`Server error on ${namespace}:`, error.message);
  }
  
  private static handleNetworkError(error: WebSocketError, namespace: string) {
    // Show network connectivity indicator
    console.warn(`Network error on ${namespace}:`, error.message);
  }
}

export function authenticateOnConnect(socket: Socket, getAuthToken: () => string, getCurrentUserId: () => string) {
  // Client-side authentication
  socket.on('connect', () => {
    socket.emit('authenticate', {
      token: getAuthToken(),
      user_id: getCurrentUserId(),
    });
  });

  socket.on('authenticated', (data: { user_id: string; permissions: string[] }) => {
    // Authentication successful
    console.log('WebSocket authenticated:', data);
  });

  socket.on('authentication_failed', (error: { message: string; code: string }) => {
    // Handle authentication failure
    console.error('WebSocket authentication failed:', error);
    // Redirect to login or show error
  });
}
